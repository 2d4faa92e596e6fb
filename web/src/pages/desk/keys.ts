// The keyboard of the desk's page: a scanner gun anywhere, and the keys that put a result away.
import { onScopeDispose } from 'vue';
import { gun_at_rest, gun_key } from './gun';
import { read_code } from './words';

export interface DeskKeys {
  on_scan: (text: string) => void;
  /** Puts the result on the screen away; false when there is none. */
  dismiss: () => boolean;
}

export function use_desk_keys(keys: DeskKeys): void {
  let gun = gun_at_rest;

  function on_key(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = focused_field();
    const step = gun_key(gun, event.key, event.timeStamp, field !== undefined);
    gun = step.state;
    if (step.scan !== undefined && (read_code(step.scan) || (step.fast && !field))) {
      swallow(event);
      if (field) take_back(field, step.scan);
      keys.on_scan(step.scan);
    } else if (puts_away(event) && keys.dismiss()) {
      swallow(event);
    }
  }

  window.addEventListener('keydown', on_key, { capture: true });
  onScopeDispose(() => window.removeEventListener('keydown', on_key, { capture: true }));
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function puts_away(event: KeyboardEvent): boolean {
  if (event.key === 'Escape') return true;
  return (event.key === 'Enter' || event.key === ' ') && !(event.target instanceof HTMLButtonElement);
}

function focused_field(): HTMLInputElement | undefined {
  return document.activeElement instanceof HTMLInputElement ? document.activeElement : undefined;
}

/** The gun typed into a field that happened to have the focus: what it typed goes, what was there stays. */
function take_back(field: HTMLInputElement, typed: string): void {
  if (!field.value.endsWith(typed)) return;
  field.value = field.value.slice(0, -typed.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
