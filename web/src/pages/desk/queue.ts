// Check-ins on their way: each keeps its id until the server has answered, so sending it again happens once.
// Pure rules over a list, bounded; what keeps and sends it is check_in.ts.
import type { CheckInRequest } from '../../wire';

export interface Waiting {
  request: CheckInRequest;
  label: string; // what a person at the desk knows it by: the code or the name
}

export const most_waiting = 200; // a full hall; more cannot be told from a fault

/** The queue with one more, or undefined when it is full. The same ticket or person waits only once. */
export function enqueue(queue: readonly Waiting[], one: Waiting): readonly Waiting[] | undefined {
  if (queue.some((other) => same_guest(other.request, one.request))) return queue;
  return queue.length >= most_waiting ? undefined : [...queue, one];
}

export function settle(queue: readonly Waiting[], id: string): readonly Waiting[] {
  return queue.filter((one) => one.request.id !== id);
}

function same_guest(a: CheckInRequest, b: CheckInRequest): boolean {
  return a.ticket !== undefined ? a.ticket === b.ticket : a.registration === b.registration;
}

/** The queue kept as text; whatever is no check-in is left out, so a damaged store costs only itself. */
export function read_queue(text: string | null): readonly Waiting[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(kept) ? kept.filter(is_waiting).slice(0, most_waiting) : [];
}

function is_waiting(one: unknown): one is Waiting {
  if (typeof one !== 'object' || one === null) return false;
  const { request, label } = one as Partial<Waiting>;
  if (typeof label !== 'string' || typeof request !== 'object' || request === null) return false;
  const named = typeof request.ticket === 'string' || typeof request.registration === 'string';
  return named && typeof request.id === 'string' && typeof request.desk === 'string' && typeof request.scanned_at === 'number';
}
