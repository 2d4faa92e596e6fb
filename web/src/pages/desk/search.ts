// Finds guests as one types: waits for a pause, drops answers that come too late, keeps the rows as the feed changes them.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { as_problem, get, type Problem } from '../../api';
import type { Guest } from '../../wire';

const pause_ms = 140;

export function use_search(slug: string) {
  const query = ref('');
  const guests = shallowRef<readonly Guest[]>([]);
  const more = ref(false);
  const picked = ref(0);
  const searching = ref(false);
  const asked = ref(''); // the query that the rows answer
  const problem = shallowRef<Problem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: AbortController | undefined;

  const text = computed(() => query.value.trim());

  async function ask(q: string): Promise<void> {
    stop?.abort();
    const mine = stop = new AbortController();
    try {
      const path = `/api/events/${slug}/registrations?q=${encodeURIComponent(q)}`;
      const found = await get<{ registrations: Guest[]; more: boolean }>(path, { signal: mine.signal });
      if (mine !== stop) return;
      guests.value = found.registrations;
      more.value = found.more;
      asked.value = q;
      picked.value = 0;
      problem.value = undefined;
      searching.value = false;
    } catch (error) {
      if (mine !== stop || mine.signal.aborted) return;
      searching.value = false;
      problem.value = as_problem(error);
    }
  }

  function forget(): void {
    stop?.abort();
    stop = undefined;
    guests.value = [];
    asked.value = '';
    problem.value = undefined;
    searching.value = false;
  }

  watch(text, (now) => {
    clearTimeout(timer);
    if (!now) return forget();
    searching.value = true;
    timer = setTimeout(() => void ask(now), pause_ms);
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    stop?.abort();
  });

  function move(by: number): void {
    picked.value = Math.min(Math.max(picked.value + by, 0), Math.max(guests.value.length - 1, 0));
  }

  /** What the feed says of a guest, in the rows on the screen. */
  function update(guest: Guest): void {
    if (!guests.value.some((row) => row.registration === guest.registration)) return;
    guests.value = guests.value.map((row) => (row.registration === guest.registration ? guest : row));
  }

  /** Asks again now, after a failure. */
  function again(): void {
    if (text.value) void ask(text.value);
  }

  return { query, text, guests, more, picked, searching, asked, problem, move, update, again };
}
