// Texts of the agenda, shared by the pages that show it.
import { define_texts } from './texts';
export const agenda = define_texts({
  compere: { zh: '主持', en: 'compère' },
  heading: { zh: '议程', en: 'Agenda' },
  sum_hours: { zh: '{n}讲，约{h}小时{m}分', en: '{n} {n|talk|talks}, about {h} h {m} min' },
  sum_whole_hours: { zh: '{n}讲，约{h}小时', en: '{n} {n|talk|talks}, about {h} h' },
  sum_minutes: { zh: '{n}讲，约{m}分钟', en: '{n} {n|talk|talks}, about {m} min' },
});
