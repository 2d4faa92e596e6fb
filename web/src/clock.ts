// A ticking clock for templates; one timer per use, gone with its component.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** This device's clock in ms, renewed every `every_ms`, plus `offset()` (server minus device). */
export function use_now(every_ms = 1000, offset: () => number = () => 0): Readonly<ShallowRef<number>> {
  const now = shallowRef(Date.now() + offset());
  const timer = setInterval(() => { now.value = Date.now() + offset(); }, every_ms);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
