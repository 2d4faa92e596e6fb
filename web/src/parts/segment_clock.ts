// How long the item that is on still has: it began when the organizer said so and lasts as long as planned.
// Pure: the clock is handed in, milliseconds of the server's clock.
import type { Event, Segment } from '../wire';

export interface SegmentClock {
  segment: Segment;
  started_at: number;
  ends_at: number;
}

export const short_ms = 120_000; // "under two minutes"

/** The item that the organizer began, also when the stream is not on yet. */
export function current_segment(event: Event): Segment | undefined {
  return event.status === 'ended' ? undefined : event.agenda.find((segment) => segment.id === event.current);
}

/** Undefined when no item is on, or when nobody said when it began. */
export function segment_clock(event: Event): SegmentClock | undefined {
  const segment = current_segment(event);
  if (segment?.started_at === undefined) return undefined;
  const { started_at } = segment;
  return { segment, started_at, ends_at: started_at + Math.max(0, segment.ends_at - segment.starts_at) };
}

/** Time left in ms, rounded so that a clock shows 0:00 for the last second and then -0:01. */
export function time_left(clock: SegmentClock, now: number): number {
  return Math.ceil((clock.ends_at - now) / 1000) * 1000;
}

/** The part of the time that is left, 0 to 1. */
export function share_left(clock: SegmentClock, now: number): number {
  const whole = clock.ends_at - clock.started_at;
  return whole > 0 ? Math.min(1, Math.max(0, (clock.ends_at - now) / whole)) : 0;
}

export type Haste = 'plenty' | 'short' | 'over';
export function haste(left_ms: number): Haste {
  if (left_ms < 0) return 'over';
  return left_ms < short_ms ? 'short' : 'plenty';
}

/** The item after the current one; before anything is on, the first of the program. Undefined when the event is over. */
export function next_segment(event: Event): Segment | undefined {
  if (event.status === 'ended') return undefined;
  const current = event.agenda.findIndex((segment) => segment.id === event.current);
  return event.agenda.slice(current + 1).find((segment) => segment.kind !== 'check_in');
}

const patience_ms = 2 * 3_600_000;

/** Whether the event should have begun so long ago that nobody expects it any minute. */
export function is_late(starts_at: number, now: number): boolean {
  return now - starts_at > patience_ms;
}

/** What a list says of an event that is not live yet: before its time that it comes, then that it is expected, at last that it has not begun. */
export function start_words(starts_at: number, now: number): 'event_scheduled' | 'about_to_start' | 'not_begun' {
  if (now < starts_at) return 'event_scheduled';
  return is_late(starts_at, now) ? 'not_begun' : 'about_to_start';
}
