// Texts of the staff's sign-in page.
import { define_texts } from './texts';
export const sign_in = define_texts({
  title: { zh: '工作人员入口', en: 'Staff entrance' },
  entering: { zh: '正在用邀请链接进入', en: 'Signing in with your invitation' },
  failed: { zh: '没能进入', en: 'You could not be signed in' },
  no_link: { zh: '请打开邀请链接', en: 'Please open your invitation link' },
  no_link_next: { zh: '主办方会把链接发给每一位工作人员，不用密码。', en: 'The organizer sends one to each member of staff. There is no password.' },
  signed_in: { zh: '已在这台设备上进入', en: 'Signed in on this device' },
  sign_out: { zh: '退出登录', en: 'Sign out' },
});
