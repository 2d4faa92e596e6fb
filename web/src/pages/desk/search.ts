// Finds guests as one types: at once in the roster of this device; the server, asked after a pause, adds those who are not to
// come to the hall, for one of them may stand at the desk. Answers that come too late are dropped.
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
      const chosen = guests.value[picked.value]?.registration;
      guests.value = found.registrations;
      more.value = found.more;
      asked.value = q;
      picked.value = Math.max(0, guests.value.findIndex((row) => row.registration === chosen));
      problem.value = undefined;
      searching.value = false;
    } catch (error) {
      if (mine !== stop || mine.signal.aborted) return;
      searching.value = false;
      if (!roster.value) problem.value = as_problem(error); // else what the roster has stands
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

  /** Whom the roster has, at once. */
  function look(q: string, known: Roster): void {
    const found = known.find(q);
    if (q !== asked.value) picked.value = 0;
    guests.value = found.guests;
    more.value = found.more;
    asked.value = q;
    problem.value = undefined;
  }

  watch(text, (now) => {
    clearTimeout(timer);
    stop?.abort();
    if (!now) return forget();
    if (roster.value) look(now, roster.value);
    searching.value = !roster.value || !away();
    if (searching.value) timer = setTimeout(() => void ask(now), pause_ms);
  });
  watch([roster, changes], ([known]) => {
    if (!known || !text.value) return;
    if (away()) look(text.value, known);
    else guests.value = guests.value.map((row) => known.guest(row.registration) ?? row);
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
