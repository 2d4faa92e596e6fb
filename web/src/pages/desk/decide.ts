// What the desk says when the server cannot: the rule of the door, from the roster and from what was done here since. Pure.
import type { Admitted, CheckIn, CheckInResult, Delegation, Guest, WalkInRequest } from '../../wire';
import type { AdmittedHere, Waiting } from './queue';
import type { Roster } from './roster';
import type { ScannedTicket } from './ticket';

export interface Known {
  roster: Roster;
  here: ReadonlyMap<string, AdmittedHere>;
  undone: ReadonlySet<string>; // registrations
  arrivals: Admitted;
  staff: string; // who is at this desk
  now: number;
}

/** A guest who was found by name. */
export function decide_guest(known: Known, registration: string): CheckIn {
  const guest = known.roster.guest(registration);
  return guest ? of_guest(known, guest) : answer(known, 'unknown');
}

/** A ticket that was read; `key` is what it was read as. A good signature lets in who registered after the list was taken. */
export function decide_ticket(known: Known, ticket: ScannedTicket | undefined, key: string): CheckIn {
  if (!ticket || ticket.signature === 'bad') return answer(known, 'unknown');
  const closed = known.roster.why_closed(ticket.digest);
  if (closed) return answer(known, closed);
  const guest = known.roster.guest_with(ticket.digest);
  if (guest) return of_guest(known, guest);
  const here = known.here.get(key);
  if (here) return { ...answer(known, 'already_in'), first: { at: here.at, desk: here.desk, staff: known.staff } };
  return answer(known, ticket.signature === 'good' ? 'admitted' : 'unknown');
}

/** How many seats a walk-in finds: those of its delegation or of the event when the network went, without whom this desk seated since. */
export function seats_left(request: WalkInRequest, queue: readonly Waiting[], delegations: readonly Delegation[], free: number): number {
  const taken = queue.filter((one) => one.kind === 'walk_in' && one.request.delegation === request.delegation).length;
  const unit = delegations.find((one) => one.id === request.delegation);
  return (unit ? unit.quota - unit.entered : free) - taken;
}

/** Who comes without a registration, as long as there are seats. */
export function decide_walk_in(known: Known, request: WalkInRequest, seats: number): CheckIn {
  const guest: Guest = {
    registration: request.id, name: request.name, pinyin: '', phone_last4: (request.phone ?? '').replace(/\D/g, '').slice(-4),
    attendance: 'in_person', status: seats > 0 ? 'confirmed' : 'waitlisted', ticket_digest: '',
    ...(request.organization && { organization: request.organization }), ...(request.title && { title: request.title }),
  };
  return answer(known, seats > 0 ? 'admitted' : 'waitlisted', guest);
}

function of_guest(known: Known, guest: Guest): CheckIn {
  const here = known.here.get(guest.registration);
  if (here) return { ...answer(known, 'already_in', guest), first: { at: here.at, desk: here.desk, staff: known.staff } };
  if (guest.admitted_at && !known.undone.has(guest.registration)) {
    return { ...answer(known, 'already_in', guest), first: { at: guest.admitted_at, desk: guest.desk ?? '', staff: guest.staff ?? '' } };
  }
  return answer(known, guest.status === 'confirmed' ? 'admitted' : guest.status, guest);
}

function answer(known: Known, result: CheckInResult, guest?: Guest): CheckIn {
  const { admitted, expected } = known.arrivals;
  return { result, at: known.now, guest, arrivals: { admitted: admitted + (result === 'admitted' ? 1 : 0), expected } };
}
