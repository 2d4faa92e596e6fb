// Texts of the parts that pages of staff share: the way in, and what a page on a wall still offers.
import { define_texts } from './texts';
export const staff_parts = define_texts({
  to_sign_in: { zh: '工作人员入口', en: 'Staff entrance' },
  whole_screen: { zh: '全屏', en: 'Full screen' },
});
