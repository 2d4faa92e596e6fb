// Becoming a viewer of an event: the cookie, the name, and for a guest in the hall the seat.
import { post, Problem } from '../../api';
import { my_tickets } from '../../my_tickets';
import type { Place, Viewer } from '../../wire';

/** Makes sure of the viewer cookie. A ticket the server does not want is left out rather than keeping a person out. */
export async function join(slug: string, from: Place): Promise<Viewer> {
  const ticket = from === 'hall' ? my_tickets(slug).find((known) => known.attendance === 'in_person')?.code : undefined;
  try {
    return await enter(slug, ticket ? { from, ticket } : { from });
  } catch (error) {
    if (ticket && error instanceof Problem && is_about_ticket(error)) return enter(slug, { from });
    throw error;
  }
}

export function rename(slug: string, name: string): Promise<Viewer> {
  return enter(slug, { name });
}

async function enter(slug: string, body: { from?: Place; ticket?: string; name?: string }): Promise<Viewer> {
  return (await post<{ viewer: Viewer }>(`/api/events/${encodeURIComponent(slug)}/viewers`, body)).viewer;
}

/** A refusal that another try without the ticket may avoid. Pure. */
export function is_about_ticket(problem: Problem): boolean {
  return problem.field === 'ticket' || ['unknown_ticket', 'ticket_cancelled', 'wrong_state', 'forbidden'].includes(problem.code);
}
