// Whether one can register at a moment: the server's rule once more, so that a page changes by itself when the time comes.
import type { Attendance, Event } from './wire';
import type { Registering } from './wire_rules';

export type Standing = 'open' | 'early' | 'closed' | 'full';

export function rules_for(event: Event, attendance: Attendance): Registering {
  return event.registration?.[attendance] ?? {};
}

/** As the server judges it; `now` is the server's clock. */
export function standing(event: Event, attendance: Attendance, now: number): Standing {
  const { opens_at, closes_at, full } = rules_for(event, attendance);
  if (opens_at !== undefined && now < opens_at) return 'early';
  if (event.status === 'ended' || (closes_at !== undefined && now >= closes_at)) return 'closed';
  return full ? 'full' : 'open';
}

/** What the event offers at all: no seats, no hall. */
export function offered(event: Event): Attendance[] {
  return event.seats.total > 0 ? ['in_person', 'online'] : ['online'];
}

/** For what one can register now, the hall first. */
export function open_for(event: Event, now: number): Attendance[] {
  return offered(event).filter((attendance) => standing(event, attendance, now) === 'open');
}

/** When the first of what is not open yet opens; undefined when nothing will. */
export function next_opening(event: Event, now: number): number | undefined {
  const moments = offered(event).filter((one) => standing(event, one, now) === 'early').map((one) => rules_for(event, one).opens_at!);
  return moments.length ? Math.min(...moments) : undefined;
}
