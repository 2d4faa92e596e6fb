// A list that does not move under the reader's thumb: its order waits while somebody reads, and follows when not.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { hold_order } from '../../questions';
import type { Question } from '../../wire';

export function use_held_list(wanted: () => Question[], reading: Ref<boolean>, order: () => unknown) {
  const shown = shallowRef<readonly string[]>([]);
  const show = () => { shown.value = wanted().map((question) => question.id); };
  watch([wanted, reading], () => { if (!reading.value || !shown.value.length) show(); }, { immediate: true });
  watch(order, show);
  const held = computed(() => hold_order(shown.value, wanted()));
  return { rows: computed(() => held.value.rows), fresh: computed(() => held.value.fresh), show };
}

const rest_ms = 6000;

/** True while a list is being read: touched, scrolled or moved over a moment ago, or scrolled past its head. */
export function use_reading(list: Ref<HTMLElement | undefined>, head: Ref<HTMLElement | undefined>): Ref<boolean> {
  const touched_at = ref(0);
  const beyond_head = ref(false);
  const now = ref(Date.now());
  const timer = setInterval(() => { now.value = Date.now(); }, 1000);
  const touch = () => { touched_at.value = now.value = Date.now(); };
  const kinds = ['pointermove', 'pointerdown', 'touchmove', 'keydown', 'wheel'] as const;
  const seen = new IntersectionObserver(([entry]) => {
    if (entry) beyond_head.value = !entry.isIntersecting && entry.boundingClientRect.top < window.innerHeight / 2;
  });
  watch(list, (element, before) => {
    for (const kind of kinds) before?.removeEventListener(kind, touch);
    for (const kind of kinds) element?.addEventListener(kind, touch, { passive: true });
  }, { immediate: true, flush: 'post' });
  watch(head, (element) => {
    seen.disconnect();
    beyond_head.value = false;
    if (element) seen.observe(element);
  }, { immediate: true, flush: 'post' });
  onScopeDispose(() => {
    clearInterval(timer);
    seen.disconnect();
  });
  return computed(() => beyond_head.value || now.value - touched_at.value < rest_ms);
}
