// Finds guests as one types: at once in the roster of this device. Who is not there is asked of the server, after a pause, as
// the roster has only those who are to come to the hall; answers that come too late are dropped.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { as_problem, get, type Problem } from '../../api';
import type { Guest } from '../../wire';
import type { Roster } from './roster';

const pause_ms = 140;

export function use_search(slug: string, roster: Ref<Roster | undefined>, changes: Ref<number>, away: () => boolean) {
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

  /** Shows whom the roster has; true when that is somebody, or the server cannot be asked. */
  function look(q: string, known: Roster): boolean {
    const found = known.find(q);
    if (!found.guests.length && !away()) return false;
    stop?.abort();
    if (q !== asked.value) picked.value = 0;
    guests.value = found.guests;
    more.value = found.more;
    asked.value = q;
    problem.value = undefined;
    searching.value = false;
    return true;
  }

  watch([text, roster, changes], ([now, known]) => {
    clearTimeout(timer);
    if (!now) return forget();
    if (known && look(now, known)) return;
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
