// Texts of the check-in desk that are seen at once; those of what follows are in desk_later.ts.
import { desk_acts } from './desk_acts';
import { define_texts } from './texts';
export const desk = define_texts({
  ...desk_acts,
  title: { zh: '签到台', en: 'Check-in desk' },
  connected: { zh: '已连接', en: 'Connected' },
  connecting: { zh: '正在连接', en: 'Connecting' },
  away: { zh: '未连接', en: 'Not connected' },
  arrived_of: { zh: '/ {n}已到', en: 'of {n} arrived' },
  search: { zh: '姓名、拼音首字母或手机尾号', en: 'Name, pinyin or phone digits' },
  search_label: { zh: '查找来宾', en: 'Find a guest' },
  clear: { zh: '清空', en: 'Clear' },
  found: { zh: '{n}人', en: '{n} {n|guest|guests}' },
  found_more: { zh: '前{n}人，再多打几个字', en: 'First {n}. Type more' },
  keys_pick: { zh: '选人', en: 'choose' },
  keys_enter: { zh: '签到', en: 'check in' },
  code: { zh: '票号，10位', en: 'Ticket code' },
  code_label: { zh: '手输票号', en: 'Type a ticket code' },
  code_wrong: { zh: '票号是10位字母和数字，没有0、1、I、L、O。请对照票面再输。', en: 'A code has 10 letters and figures, never 0, 1, I, L or O. Please compare with the ticket.' },
  code_short: { zh: '还差{n}位', en: '{n} more {n|character|characters}' },
  recent: { zh: '刚签到', en: 'Just arrived' },
  recent_none: { zh: '还没有人签到', en: 'Nobody has arrived yet' },
  desks: { zh: '各台', en: 'Desks' },
  unsent: { zh: '待传', en: 'To send' },
  list_of: { zh: '名单更新于{time}', en: 'List of {time}' },
});
