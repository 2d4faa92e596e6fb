// The tickets this device has seen, so that a person finds them again without an account.
// Kept in localStorage; knows no page and no server.
import type { Attendance } from './wire';

export interface MyTicket {
  code: string;
  event: string; // slug
  attendance: Attendance;
  name: string;
}

const key = 'jiangtang.tickets';
const most = 50;

/** Pure: the list with this ticket first, each code once. */
export function with_ticket(list: readonly MyTicket[], ticket: MyTicket): MyTicket[] {
  return [ticket, ...list.filter((known) => known.code !== ticket.code)].slice(0, most);
}

/** Pure: what stands in storage, without what is no ticket. */
export function read_tickets(text: string | null): MyTicket[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(is_ticket) : [];
  } catch {
    return [];
  }
}

function is_ticket(value: unknown): value is MyTicket {
  const ticket = value as MyTicket | null;
  return typeof ticket === 'object' && ticket !== null && typeof ticket.code === 'string'
    && typeof ticket.event === 'string' && typeof ticket.name === 'string'
    && (ticket.attendance === 'in_person' || ticket.attendance === 'online');
}

/** The tickets of one event, the last one first; none where storage is forbidden. */
export function my_tickets(event: string): MyTicket[] {
  return stored().filter((ticket) => ticket.event === event);
}

export function keep_ticket(ticket: MyTicket): void {
  store(with_ticket(stored(), ticket));
}

export function forget_ticket(code: string): void {
  store(stored().filter((ticket) => ticket.code !== code));
}

function stored(): MyTicket[] {
  try {
    return read_tickets(localStorage.getItem(key));
  } catch {
    return [];
  }
}

function store(list: MyTicket[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // the ticket's own address still leads to it
  }
}
