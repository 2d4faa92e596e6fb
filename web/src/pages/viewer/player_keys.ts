// The player's keys: space or k, m, f, left and right. They keep out of the way of text fields and buttons.
import { onScopeDispose, type Ref } from 'vue';

export type PlayerAct = 'toggle' | 'mute' | 'full' | 'back' | 'forward';

export interface KeyPress {
  key: string;
  in_text: boolean; // a text field has the focus
  on_control: boolean; // a button, link, tab or the like has the focus
  in_player: boolean;
  with_modifier: boolean;
}

/** What a key does, if anything. Space and arrows belong to a focused control and to lists first. */
export function act_of(press: KeyPress): PlayerAct | undefined {
  if (press.in_text || press.with_modifier) return undefined;
  switch (press.key.toLowerCase()) {
    case 'k': return 'toggle';
    case 'm': return 'mute';
    case 'f': return 'full';
    case ' ': return press.on_control ? undefined : 'toggle';
    case 'arrowleft': return press.in_player || !press.on_control ? 'back' : undefined;
    case 'arrowright': return press.in_player || !press.on_control ? 'forward' : undefined;
    default: return undefined;
  }
}

export function use_player_keys(player: Ref<HTMLElement | undefined>, act: (what: PlayerAct) => void): void {
  const on_key = (e: KeyboardEvent) => {
    const focused = e.target instanceof Element ? e.target : document.body;
    const what = act_of({
      key: e.key,
      in_text: focused.closest('input, textarea, select, [contenteditable]') !== null,
      on_control: focused.closest('button, a, [role="tab"], summary, dialog') !== null,
      in_player: player.value?.contains(focused) ?? false,
      with_modifier: e.ctrlKey || e.metaKey || e.altKey,
    });
    if (!what || e.defaultPrevented) return;
    e.preventDefault();
    act(what);
  };
  window.addEventListener('keydown', on_key);
  onScopeDispose(() => window.removeEventListener('keydown', on_key));
}
