// The console's keyboard: which key means what. Pure; the page does it. The same table is printed on the buttons.
export type KeyAct =
  | 'down_row' | 'up_row' | 'next_column' | 'previous_column' | 'first_row' | 'last_row'
  | 'approve' | 'edit' | 'reply' | 'merge' | 'reject' | 'stage' | 'answer' | 'take_down' | 'next' | 'undo' | 'reject_why' | 'mute' | 'history'
  | 'pick' | 'enter' | 'leave' | 'search' | 'filter' | 'help' | 'tell' | 'danmaku' | 'assign' | 'pin';

const letters: Readonly<Record<string, KeyAct>> = {
  j: 'down_row', k: 'up_row', a: 'approve', e: 'edit', r: 'reply', m: 'merge', x: 'reject', w: 'reject_why', b: 'mute', h: 'history', s: 'stage', d: 'answer',
  u: 'take_down', n: 'next', z: 'undo', f: 'filter', t: 'tell', v: 'danmaku', l: 'assign', p: 'pin', '/': 'search', '?': 'help', '？': 'help', '、': 'search',
};
const named: Readonly<Record<string, KeyAct>> = {
  ArrowDown: 'down_row', ArrowUp: 'up_row', ArrowRight: 'next_column', ArrowLeft: 'previous_column',
  Home: 'first_row', End: 'last_row', ' ': 'pick', Enter: 'enter', Escape: 'leave',
};

export interface KeyPress {
  key: string;
  code?: string; // where the key is: a Chinese input method hides letters behind "Process"
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key press outside of fields means; undefined leaves it to the browser. */
export function act_of(press: KeyPress): KeyAct | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  if (press.key === 'Tab') return press.shiftKey ? 'previous_column' : 'next_column';
  const by_name = named[press.key];
  if (by_name) return by_name;
  const hidden = press.key === 'Process' || press.key === 'Unidentified';
  const letter = hidden && press.code?.startsWith('Key') ? press.code.slice(3) : press.key;
  return letters[letter.toLowerCase()];
}

/** On a button or a link these keep their own meaning. */
export const own_keys: ReadonlySet<KeyAct> = new Set(['pick', 'enter']);
