// The event as a form: a draft of what the organizer may change, how it is moved about, and what became of it meanwhile.
// Pure; times stay UTC milliseconds, only the fields turn them into Shanghai's clock.
import { from_input_time, input_time } from '../../format';
import type { Event, EventEdit, Organizer, SegmentKind, Speaker } from '../../wire';

export interface DraftSegment {
  key: string; // for the page; the server's id, or one of ours for a new one
  id?: string;
  kind: SegmentKind;
  title: string;
  note: string;
  starts_at: number;
  ends_at: number;
  speakers: Speaker[];
}
export interface Draft extends Omit<EventEdit, 'version' | 'agenda'> {
  organizers: Organizer[];
  agenda: DraftSegment[];
}

export const kinds: readonly SegmentKind[] = ['check_in', 'opening', 'address', 'talk', 'questions', 'visit'];
const minute = 60_000;
let made = 0;

export function draft_of(event: Event): Draft {
  return {
    series: event.series, issue: event.issue, theme: event.theme, venue: event.venue,
    starts_at: event.starts_at, ends_at: event.ends_at,
    organizers: event.organizers.map((unit) => ({ ...unit })),
    agenda: event.agenda.map((s) => ({
      key: s.id, id: s.id, kind: s.kind, title: s.title, note: s.note ?? '', starts_at: s.starts_at, ends_at: s.ends_at,
      speakers: s.speakers.map((speaker) => ({ ...speaker })),
    })),
  };
}

/** What is sent: trimmed, without empty speakers and units, which are rows somebody opened and did not need. */
export function edit_of(draft: Draft, version: number): EventEdit {
  return {
    version,
    series: draft.series.trim(), issue: draft.issue.trim(), theme: draft.theme.trim(), venue: draft.venue.trim(),
    starts_at: draft.starts_at, ends_at: draft.ends_at,
    organizers: draft.organizers.map((u) => ({ role: u.role, name: u.name.trim() })).filter((u) => u.name),
    agenda: draft.agenda.map((s) => ({
      ...(s.id === undefined ? {} : { id: s.id }), kind: s.kind, title: s.title.trim(),
      ...(s.note.trim() ? { note: s.note.trim() } : {}), starts_at: s.starts_at, ends_at: s.ends_at,
      speakers: s.speakers.map((p) => ({ ...p, name: p.name.trim(), title: p.title.trim() })).filter((p) => p.name),
    })),
  };
}

export type Part = 'about' | 'time' | 'units' | 'agenda';

/** Which parts differ between two versions of an event, or an event and a draft. */
export function differences(a: Draft, b: Draft): Part[] {
  const [x, y] = [edit_of(a, 0), edit_of(b, 0)];
  const differ = (p: unknown, q: unknown) => JSON.stringify(p) !== JSON.stringify(q);
  const parts: Part[] = [];
  if (differ([x.series, x.issue, x.theme, x.venue], [y.series, y.issue, y.theme, y.venue])) parts.push('about');
  if (differ([x.starts_at, x.ends_at], [y.starts_at, y.ends_at])) parts.push('time');
  if (differ(x.organizers, y.organizers)) parts.push('units');
  if (differ(x.agenda, y.agenda)) parts.push('agenda');
  return parts;
}

/** A new segment after the last one, as long as it was. */
export function with_new_segment(draft: Draft): Draft {
  const last = draft.agenda.at(-1);
  const starts_at = last?.ends_at ?? draft.starts_at;
  const length = last ? last.ends_at - last.starts_at : 20 * minute;
  const segment: DraftSegment = {
    key: `new ${++made}`, kind: 'talk', title: '', note: '', starts_at, ends_at: starts_at + length, speakers: [],
  };
  return { ...draft, agenda: [...draft.agenda, segment] };
}

export function without_segment(draft: Draft, key: string): Draft {
  return { ...draft, agenda: draft.agenda.filter((s) => s.key !== key) };
}

/** The segment one place up (-1) or down (1): the two keep their lengths and share the time they had together. */
export function move_segment(draft: Draft, key: string, by: -1 | 1): Draft {
  const at = draft.agenda.findIndex((s) => s.key === key);
  const [first, second] = by === 1 ? [at, at + 1] : [at - 1, at];
  const [a, b] = [draft.agenda[first], draft.agenda[second]];
  if (!a || !b) return draft;
  const pause = b.starts_at - a.ends_at;
  const b_first = { ...b, starts_at: a.starts_at, ends_at: a.starts_at + (b.ends_at - b.starts_at) };
  const a_second = { ...a, starts_at: b_first.ends_at + pause, ends_at: b_first.ends_at + pause + (a.ends_at - a.starts_at) };
  const agenda = [...draft.agenda];
  agenda.splice(first, 2, b_first, a_second);
  return { ...draft, agenda };
}

/** The event at another time: its end and its agenda go with it, so moving a day is one change. */
export function move_event(draft: Draft, starts_at: number): Draft {
  const by = starts_at - draft.starts_at;
  return {
    ...draft, starts_at, ends_at: draft.ends_at + by,
    agenda: draft.agenda.map((s) => ({ ...s, starts_at: s.starts_at + by, ends_at: s.ends_at + by })),
  };
}

/** What a hand typed for a time, "1405", "14：05", "9.30", as "14:05"; undefined when it is none. */
export function read_clock(text: string): string | undefined {
  const found = /^(\d{1,2})[:.]?(\d{2})$/.exec(text.normalize('NFKC').trim());
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return undefined;
  return `${found[1]!.padStart(2, '0')}:${found[2]}`;
}

/** `ms` with another time of the day, "14:05", on the same day in Shanghai; undefined when the text is no time. */
export function at_clock(ms: number, text: string): number | undefined {
  const at = from_input_time(`${input_time(ms).slice(0, 10)}T${text}`);
  return Number.isNaN(at) ? undefined : at;
}

export type Fault = { field: 'theme' | 'series' | 'venue' | 'ends_at' } | { field: 'title' | 'segment_time' | 'order'; key: string };

/** What the server would refuse, found before it is asked. */
export function faults(draft: Draft): Fault[] {
  const found: Fault[] = [];
  for (const field of ['theme', 'series', 'venue'] as const) if (!draft[field].trim()) found.push({ field });
  if (draft.ends_at <= draft.starts_at) found.push({ field: 'ends_at' });
  draft.agenda.forEach((s, i) => {
    const before = draft.agenda[i - 1];
    if (!s.title.trim()) found.push({ field: 'title', key: s.key });
    if (s.ends_at <= s.starts_at) found.push({ field: 'segment_time', key: s.key });
    else if (before && s.starts_at < before.starts_at) found.push({ field: 'order', key: s.key });
  });
  return found;
}

/** The segment that a refusal's field names: "agenda[2].title" → its key. */
export function refused_segment(draft: Draft, field: string | undefined): string | undefined {
  const at = /^agenda\[(\d+)\]/.exec(field ?? '')?.[1];
  return at === undefined ? undefined : draft.agenda[Number(at)]?.key;
}
