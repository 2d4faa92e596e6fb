// What the agenda says about this moment: which item is on, how long it still has, how the day is divided. Pure.
import type { Asking, Event, Segment } from '../../wire';

/** From when to when an item goes: as planned, or moved to when it really began. UTC ms. */
export function span_of(segment: Segment): { from: number; until: number } {
  const from = segment.started_at ?? segment.starts_at;
  return { from, until: from + segment.ends_at - segment.starts_at };
}

const another_day_ms = 6 * 3_600_000;

/** The range to print: the real one; the planned one where the event runs on another day (a rehearsal), as in the agenda. */
export function range_of(segment: Segment): { from: number; until: number } {
  const real = span_of(segment);
  const planned = { from: segment.starts_at, until: segment.ends_at };
  return Math.abs(real.from - planned.from) > another_day_ms ? planned : real;
}

/** Share of the item that is over, 0 to 1. */
export function progress_of(segment: Segment, now: number): number {
  const { from, until } = span_of(segment);
  return until > from ? Math.min(1, Math.max(0, (now - from) / (until - from))) : 1;
}

/** Whole minutes left, 0 when the planned end has passed. */
export function minutes_left(segment: Segment, now: number): number {
  return Math.max(0, Math.ceil((span_of(segment).until - now) / 60_000));
}

/** The items of the timeline under the picture: what happens on the stage. */
export function program_of(event: Event): Segment[] {
  return event.agenda.filter((segment) => segment.kind !== 'check_in' && segment.kind !== 'visit');
}

/** A title for a narrow place: what stands before —— or a colon. */
export function short_title(title: string): string {
  return title.split(/——|：|: /)[0] || title;
}

/** The talks one can address a question to; none when there is no choice. */
export function askable_talks(event: Event): Segment[] {
  const talks = event.agenda.filter((segment) => segment.kind === 'talk');
  return talks.length > 1 ? talks : [];
}

/** Of these, those that take questions now. */
export function open_talks(event: Event, asking?: Asking): Segment[] {
  return askable_talks(event).filter((talk) => !asking?.closed.includes(talk.id));
}

/** The names of a talk's speakers, the compère aside. */
export function speakers_of(segment: Segment): string {
  return segment.speakers.filter((speaker) => !speaker.compere).map((speaker) => speaker.name).join('、');
}
