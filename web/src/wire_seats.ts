// The seats of the hall as the organizer sees them: a part of wire.ts.
export interface SeatOfHall {
  place: number; // order in which seats are given
  label: string;
  reserved?: true; // kept back from everybody who is not given it by hand
  delegation?: string; // id of the one that holds it
  registration?: string; // who has it
  offered_to?: string; // who may accept it, until then
  offer_ends?: number;
  name?: string; // of who has it or is offered it
  vip?: true;
}

/** How long a seat that became free is kept for the first who waits; without a time it is given at once. */
export interface Seating {
  accept_minutes?: number;
  version: number;
}

/** GET /api/events/{slug}/seats */
export interface SeatsBody {
  list: SeatOfHall[];
  seating: Seating;
}
