// 点赞: touches are shown at once and sent together, at most once a second and ten at a time. A lost one is no harm.
import { computed, onScopeDispose, ref, type Ref } from 'vue';

const every_ms = 1100;
export const most_at_once = 10;

export interface LikesOptions {
  total: Ref<number>; // as the server has told
  send: (times: number) => Promise<unknown>;
}

export function use_likes({ total, send }: LikesOptions) {
  const unsent = ref(0);
  const under_way = ref(0); // sent, and not yet in the sum of a tick
  let base = 0; // the sum when they were sent
  let timer: ReturnType<typeof setTimeout> | undefined;

  const shown = computed(() => Math.max(total.value, base + under_way.value) + unsent.value);

  function like(): void {
    if (unsent.value < most_at_once) unsent.value++;
    timer ??= setTimeout(deliver, 250);
  }
  function deliver(): void {
    timer = undefined;
    if (!unsent.value) return;
    base = Math.max(total.value, base + under_way.value);
    under_way.value = unsent.value;
    unsent.value = 0;
    send(under_way.value).catch(() => { under_way.value = 0; });
    timer = setTimeout(deliver, every_ms);
  }
  onScopeDispose(() => clearTimeout(timer));
  return { shown, like };
}
