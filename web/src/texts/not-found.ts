// Texts of the page for an address that leads nowhere.
import { define_texts } from './texts';
export const not_found = define_texts({
  title: { zh: '没有这个页面', en: 'There is no such page' },
  next: { zh: '地址可能抄错了，或者这场讲座换了地址。', en: 'The address may be mistyped, or the lecture has moved.' },
});
