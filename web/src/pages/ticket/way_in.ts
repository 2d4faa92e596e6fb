// The one ink action of a ticket's page: what its holder does next, at this moment. Pure.
import type { Event, Ticket } from '../../wire';

export interface WayIn {
  page: 'event' | 'live' | 'join';
  words: 'register_again' | 'event_page' | 'watch_first' | 'watch_live' | 'live_page' | 'ask_from_seat';
}

/** Undefined when there is nothing to do: also for who waits before there is anything to watch. */
export function way_in(ticket: Ticket, event: Pick<Event, 'status' | 'access'>): WayIn | undefined {
  if (event.status === 'ended') return undefined;
  if (ticket.status === 'cancelled') return { page: 'event', words: 'register_again' };
  if (ticket.status === 'declined') return { page: 'event', words: 'event_page' };
  const live = event.status === 'live';
  if (ticket.status === 'requested' && event.access) return undefined; // the door asks for more than a request
  if (ticket.status === 'waitlisted' || ticket.status === 'requested') return live ? { page: 'live', words: 'watch_first' } : undefined;
  if (ticket.attendance === 'online') return { page: 'live', words: live ? 'watch_live' : 'live_page' };
  return ticket.admitted_at ? { page: 'join', words: 'ask_from_seat' } : undefined;
}
