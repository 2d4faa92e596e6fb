// A list of guests on its way: the file, what it would come to, and how far its import is. The file stays in the page and is sent
// again with each question, for the server keeps nothing of it before it is agreed to.
import { computed, ref, shallowRef } from 'vue';
import { as_problem, call, get, new_id, Problem, retry } from '../../api';
import { language } from '../../language';
import { guest_import as texts } from '../../texts/import';
import type { Attendance } from '../../wire';
import type { GuestColumn, GuestImport, ListPreview } from '../../wire_import';

export const most_bytes = 16 * 2 ** 20;
const patience = { timeout_ms: 180_000 };

/** How the file is to be read; without columns the server finds them. */
export interface Reading {
  otherwise: Attendance;
  columns?: readonly GuestColumn[];
  heading?: number;
}

/** What stands behind the ? of the address. */
export function query_of(reading: Reading, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ attendance: reading.otherwise, ...more });
  if (reading.columns) {
    query.set('columns', reading.columns.join(','));
    query.set('heading', String(reading.heading ?? 0));
  }
  return `?${query}`;
}

const too_large = () => new Problem({ code: 'body_too_large', message: texts.too_large.zh, message_en: texts.too_large.en }, 413);

export function use_import(slug: string) {
  const path = `/api/events/${encodeURIComponent(slug)}/guest-imports`;
  const file = shallowRef<File>();
  const bytes = shallowRef<Blob>(); // as they were read: the file on the disk may change
  const reading = ref<Reading>({ otherwise: 'in_person' });
  const preview = shallowRef<ListPreview>();
  const current = shallowRef<GuestImport>();
  const earlier = shallowRef<GuestImport[]>([]);
  const problem = shallowRef<Problem>();
  const busy = ref(false);
  let request: string | undefined; // the id of what is sent until it is answered

  const step = computed(() => (current.value ? 'result' : preview.value ? 'preview' : 'file'));

  async function attempt(act: () => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = undefined;
    try {
      await act();
    } catch (error) {
      problem.value = as_problem(error);
    } finally {
      busy.value = false;
    }
  }

  const look = () => call<{ preview: ListPreview }>('POST', `${path}/preview${query_of(reading.value)}`, { file: bytes.value, ...patience });

  /** Reads a file that was chosen. */
  function choose(chosen: File): Promise<void> {
    return attempt(async () => {
      file.value = chosen;
      if (chosen.size > most_bytes) throw too_large();
      bytes.value = new Blob([await chosen.arrayBuffer()]);
      reading.value = { otherwise: reading.value.otherwise };
      preview.value = (await look()).preview;
      request = undefined;
    });
  }

  /** Reads it another way. */
  function read(how: Partial<Reading>): Promise<void> {
    const before = reading.value;
    return attempt(async () => {
      reading.value = { ...before, ...how };
      try {
        preview.value = (await look()).preview;
        request = undefined;
      } catch (error) {
        reading.value = before;
        throw error;
      }
    });
  }

  function download_faulty(): Promise<void> {
    return attempt(async () => {
      const answer = await fetch(`${path}/faulty.csv${query_of(reading.value, { lang: language.value })}`, { method: 'POST', body: bytes.value });
      if (!answer.ok) throw new Problem(await answer.json(), answer.status);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = `${(file.value?.name ?? 'list').replace(/\.\w+$/, '')}-${language.value === 'zh' ? '需要改正' : 'to-correct'}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
  }

  function commit(tickets: boolean): Promise<void> {
    return attempt(async () => {
      request ??= new_id();
      const query = query_of(reading.value, { id: request, consent: 'true', tickets: String(tickets) });
      const answer = await retry(() => call<{ guest_import: GuestImport }>('POST', path + query, { file: bytes.value, ...patience }), { tries: 4 });
      request = undefined;
      current.value = heard.get(answer.guest_import.id) ?? answer.guest_import; // a short list may be done before its answer is here
      bytes.value = undefined;
    });
  }

  function stop(): Promise<void> {
    return attempt(async () => {
      took((await call<{ guest_import: GuestImport }>('POST', `${path}/${current.value!.id}/stop`)).guest_import);
    });
  }

  const heard = new Map<string, GuestImport>(); // the latest of each
  /** What the feed, or an answer, tells of an import. */
  function took(news: GuestImport): void {
    heard.set(news.id, news);
    if (current.value?.id === news.id) current.value = news;
    earlier.value = earlier.value.map((one) => (one.id === news.id ? news : one));
  }

  /** The imports of before; one that is under way is shown as after its start, unless a file is being looked at. */
  async function load(): Promise<void> {
    try {
      earlier.value = (await retry(() => get<{ guest_imports: GuestImport[] }>(path), { tries: 3 })).guest_imports;
      const same = earlier.value.find((one) => one.id === current.value?.id);
      if (same) current.value = same;
      else if (!current.value && !preview.value) current.value = earlier.value.find((one) => one.status === 'writing');
    } catch (error) {
      problem.value ??= as_problem(error);
    }
  }

  function begin_anew(): void {
    file.value = bytes.value = preview.value = current.value = problem.value = undefined;
    void load();
  }

  return { path, file, reading, preview, current, earlier, problem, busy, step, choose, read, download_faulty, commit, stop, took, load, begin_anew };
}
export type Importing = ReturnType<typeof use_import>;
