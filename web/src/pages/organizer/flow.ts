// Where the lecture is in its agenda: what is done, what is on, what comes next, and how late it runs; after the end only what
// was. Pure.
import type { Event, Segment } from '../../wire';

export interface Flow {
  current?: Segment;
  next?: Segment;
  /** How much later than planned the current segment began; minutes, negative when early; undefined on another day. */
  late_min?: number;
}

export function flow_of(event: Event): Flow {
  if (event.status === 'ended') return {};
  const at = event.agenda.findIndex((segment) => segment.id === event.current);
  const current = event.agenda[at];
  const late_ms = current?.started_at === undefined ? undefined : current.started_at - current.starts_at;
  const same_day = late_ms !== undefined && Math.abs(late_ms) < 12 * 3600_000; // a rehearsal on another day is not late
  return { current, next: event.agenda[at + 1], late_min: same_day ? Math.round(late_ms / 60_000) : undefined };
}

export function state_of(event: Event, segment: Segment): 'done' | 'now' | 'coming' {
  const at = event.agenda.findIndex((one) => one.id === segment.id);
  const current = event.agenda.findIndex((one) => one.id === event.current);
  if (at === current) return event.status === 'ended' ? 'done' : 'now';
  return at < current ? 'done' : 'coming';
}

/** How long the segment has run and what is left of the planned length, ms; the rest is negative when it runs over. */
export function running(segment: Segment, now: number): { for_ms: number; left_ms: number; share: number } {
  const length = Math.max(1, segment.ends_at - segment.starts_at);
  const for_ms = Math.max(0, now - (segment.started_at ?? segment.starts_at));
  return { for_ms, left_ms: length - for_ms, share: Math.min(1, for_ms / length) };
}
