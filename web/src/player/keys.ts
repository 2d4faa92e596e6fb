// The player's keys, for the live picture and the replay alike. They keep out of the way of text fields and buttons.
import { onScopeDispose, type Ref } from 'vue';

export type PlayerAct =
  | { do: 'toggle' | 'mute' | 'full' | 'small' | 'sound_only' | 'help' | 'slower' | 'faster' | 'end' | 'next' | 'previous' }
  | { do: 'step'; by_s: number }
  | { do: 'tenth'; n: number }; // of the whole, 0 the beginning

export interface KeyPress {
  key: string;
  in_text: boolean; // a text field has the focus
  on_control: boolean; // a button, link, tab or the like has the focus
  on_slider: boolean; // a slider has the focus: the arrows are its own
  in_player: boolean;
  with_modifier: boolean;
}

const by_letter: Readonly<Record<string, PlayerAct>> = {
  k: { do: 'toggle' }, m: { do: 'mute' }, f: { do: 'full' }, i: { do: 'small' }, a: { do: 'sound_only' },
  j: { do: 'step', by_s: -10 }, l: { do: 'step', by_s: 10 }, n: { do: 'next' }, p: { do: 'previous' },
  '<': { do: 'slower' }, '>': { do: 'faster' }, '?': { do: 'help' }, '？': { do: 'help' }, '《': { do: 'slower' }, '》': { do: 'faster' },
};

/** What a key does, if anything. Space, arrows and End belong to a focused control and to lists first. */
export function act_of(press: KeyPress): PlayerAct | undefined {
  if (press.in_text || press.with_modifier) return undefined;
  const key = press.key.toLowerCase();
  const letter = by_letter[key];
  if (letter) return letter;
  if (/^[0-9]$/.test(key)) return { do: 'tenth', n: Number(key) };
  if (key === ' ') return press.on_control ? undefined : { do: 'toggle' };
  if (press.on_slider || (press.on_control && !press.in_player)) return undefined;
  if (key === 'arrowleft') return { do: 'step', by_s: -5 };
  if (key === 'arrowright') return { do: 'step', by_s: 5 };
  return key === 'end' && press.in_player ? { do: 'end' } : undefined;
}

export function use_player_keys(player: Ref<HTMLElement | undefined>, act: (what: PlayerAct) => void): void {
  const on_key = (e: KeyboardEvent) => {
    const focused = e.target instanceof Element ? e.target : document.body;
    const on_slider = focused.matches('input[type="range"]');
    const what = act_of({
      key: e.key,
      in_text: !on_slider && focused.closest('input, textarea, select, [contenteditable]') !== null,
      on_control: focused.closest('button, a, [role="tab"], summary, dialog') !== null,
      on_slider,
      in_player: player.value?.contains(focused) ?? false,
      with_modifier: e.ctrlKey || e.metaKey || e.altKey,
    });
    if (!what || e.defaultPrevented || document.querySelector('dialog[open]')) return;
    e.preventDefault();
    act(what);
  };
  window.addEventListener('keydown', on_key);
  onScopeDispose(() => window.removeEventListener('keydown', on_key));
}
