// Becoming a viewer of an event: the cookie, the name, and for a guest in the hall the seat.
import { post, Problem } from '../../api';
import { through_gate } from '../../gate';
import { my_tickets } from '../../my_tickets';
import type { Pass, Place, Viewer } from '../../wire';

export interface Joined {
  viewer: Viewer;
  pass?: Pass; // of an event that is not open to all
}

/** Makes sure of the viewer cookie. A ticket the server does not want is left out rather than keeping a person out. */
export async function join(slug: string, from: Place): Promise<Joined> {
  const ticket = from === 'hall' ? my_tickets(slug).find((known) => known.attendance === 'in_person')?.code : undefined;
  try {
    return await through_gate(slug, () => become(slug, ticket ? { from, ticket } : { from }));
  } catch (error) {
    if (ticket && error instanceof Problem && is_about_ticket(error)) return become(slug, { from });
    throw error;
  }
}

export async function rename(slug: string, name: string): Promise<Viewer> {
  return (await become(slug, { name })).viewer;
}

function become(slug: string, body: { from?: Place; ticket?: string; name?: string }): Promise<Joined> {
  return post<Joined>(`/api/events/${encodeURIComponent(slug)}/viewers`, body);
}

/** A refusal that another try without the ticket may avoid. Pure. */
export function is_about_ticket(problem: Problem): boolean {
  return problem.field === 'ticket' || ['unknown_ticket', 'ticket_cancelled', 'not_approved', 'wrong_state', 'forbidden'].includes(problem.code);
}
