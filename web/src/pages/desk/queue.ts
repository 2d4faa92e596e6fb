// What waits to be sent: each keeps its id until the server has answered, so sending it again happens once.
// Pure rules over a list, bounded; what keeps and sends it is check_in.ts.
import type { CheckIn, CheckInRequest, Guest, UndoRequest, WalkInRequest } from '../../wire';
import { read_code } from './words';

interface Labelled {
  label: string; // what a person at the desk knows it by: the code or the name
}
/** `decided`: what the desk said alone, without a network. */
type Scan = Labelled & { decided?: CheckIn } & ({ kind: 'check_in'; request: CheckInRequest } | { kind: 'walk_in'; request: WalkInRequest });
export type Undo = Labelled & { kind: 'undo'; request: UndoRequest };
export type Waiting = Scan | Undo;

export const most_waiting = 2000; // several full halls; more cannot be told from a fault

/** The queue with one more, or undefined when it is full. Who waits for an answer waits only once. */
export function enqueue(queue: readonly Waiting[], one: Waiting): readonly Waiting[] | undefined {
  if (queue.some((other) => waits_already(other, one))) return queue;
  return queue.length >= most_waiting ? undefined : [...queue, one];
}

export function settle(queue: readonly Waiting[], id: string): readonly Waiting[] {
  return queue.filter((one) => one.request.id !== id);
}

/** What is sent next: the person in front of the desk, who waits for a word, before what was told already. */
export function next_to_send(queue: readonly Waiting[]): Waiting | undefined {
  return [...queue].reverse().find((one) => one.kind === 'check_in' && !one.decided) ?? queue[0];
}

/** Somebody whom this device let in, and the server does not know yet. */
export interface AdmittedHere {
  scan: string; // the id of the scan
  guest?: Guest; // unknown for a signed ticket that is later than the roster
  at: number;
  desk: string;
}

/** By registration, or by the ticket that was read. What was taken back again is not there. */
export function admitted_here(queue: readonly Waiting[]): Map<string, AdmittedHere> {
  const found = new Map<string, AdmittedHere>();
  for (const one of queue) {
    if (one.kind === 'undo') {
      for (const [key, here] of found) if (here.scan === one.request.scan) found.delete(key);
    } else if (one.decided?.result === 'admitted') {
      const { id, scanned_at, desk } = one.request;
      const key = one.decided.guest?.registration ?? (one.kind === 'check_in' ? code_of(one.request) : undefined) ?? id;
      found.set(key, { scan: id, guest: one.decided.guest, at: scanned_at, desk });
    }
  }
  return found;
}

/** Registrations whose admission, which the server told, is being taken back here. */
export function undone_here(queue: readonly Waiting[]): Set<string> {
  return new Set(queue.flatMap((one) => (one.kind === 'undo' && one.request.registration !== undefined ? [one.request.registration] : [])));
}

/** The scan of the same guest that waits for a word, if there is one. */
export function waiting_for(queue: readonly Waiting[], request: CheckInRequest): Waiting | undefined {
  return queue.find((known) => waits_already(known, { kind: 'check_in', request, label: '' }));
}

function waits_already(known: Waiting, one: Waiting): boolean {
  if (known.kind !== 'check_in' || one.kind !== 'check_in' || known.decided) return false;
  const [a, b] = [known.request, one.request];
  return a.ticket !== undefined ? code_of(a) === code_of(b) : a.registration === b.registration;
}

function code_of(request: CheckInRequest): string | undefined {
  return request.ticket === undefined ? undefined : read_code(request.ticket) ?? request.ticket;
}

/** What was kept, without what is none of ours: a damaged store costs only itself. */
export function read_queue(kept: unknown): readonly Waiting[] {
  return Array.isArray(kept) ? kept.filter(is_waiting).slice(0, most_waiting) : [];
}

function is_waiting(one: unknown): one is Waiting {
  if (typeof one !== 'object' || one === null) return false;
  const { kind, request, label } = one as Partial<Waiting>;
  if (typeof label !== 'string' || typeof request !== 'object' || request === null) return false;
  return (kind === 'check_in' || kind === 'walk_in' || kind === 'undo')
    && typeof request.id === 'string' && typeof request.desk === 'string';
}
