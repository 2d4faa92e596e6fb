// The 弹幕 of the replay: fetched a few minutes ahead of the picture, and due when it comes to them.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { get } from '../../api';

export interface ReplayedWords {
  id: string;
  text: string;
  at_ms: number;
}

export const window_ms = 45_000;
const jump_ms = 3000; // a step of the picture longer than this is a jump: what lies between does not run
const most_due = 120;

/** What is due between two positions. `words` are in their order. */
export function due_between(words: readonly ReplayedWords[], from_ms: number, until_ms: number): ReplayedWords[] {
  return words.filter((one) => one.at_ms > from_ms && one.at_ms <= until_ms);
}

export function use_replayed_danmaku(slug: string, at_ms: Ref<number>, wanted: Ref<boolean>) {
  const recent = shallowRef<readonly ReplayedWords[]>([]);
  const some = ref(false); // the replay has any, as far as it was looked at
  const windows = new Map<number, readonly ReplayedWords[]>();
  const asked = new Set<number>();
  let gone = false;

  async function fetch_window(n: number): Promise<void> {
    if (n < 0 || asked.has(n)) return;
    asked.add(n);
    try {
      const { danmaku } = await get<{ danmaku: ReplayedWords[] }>(`/api/events/${encodeURIComponent(slug)}/replay/danmaku?from=${n * window_ms}&until=${(n + 1) * window_ms}`);
      if (gone) return;
      windows.set(n, danmaku);
      if (danmaku.length) some.value = true;
    } catch {
      setTimeout(() => asked.delete(n), 5000); // the picture plays without them
    }
  }

  watch(at_ms, (now, before) => {
    const n = Math.floor(now / window_ms);
    void fetch_window(n);
    if (now % window_ms > window_ms * 0.8) void fetch_window(n + 1);
    if (!wanted.value) return;
    if (now < before || now - before > jump_ms) { recent.value = []; return; }
    const due = [n - 1, n].flatMap((one) => due_between(windows.get(one) ?? [], before, now));
    if (due.length) recent.value = [...recent.value, ...due].slice(-most_due);
  });
  void fetch_window(Math.floor(at_ms.value / window_ms));
  onScopeDispose(() => { gone = true; });
  return { recent, some };
}
