// Texts of the check-in desk that are seen at once and later, too.
import { define_texts } from './texts';
export const desk_acts = define_texts({
  check_in: { zh: '签到', en: 'Check in' },
  walk_in: { zh: '现场补登', en: 'Walk-in' },
  badge: { zh: '胸卡', en: 'Badge' },
  undo: { zh: '撤销', en: 'Undo' },
  undo_of: { zh: '撤销{name}的签到', en: 'Undo the check-in of {name}' },
  no_session: { zh: '还没有进入签到台', en: 'You are not signed in at the desk' },
});
