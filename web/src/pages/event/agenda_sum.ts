// What the agenda comes to, for the line beside its head.
import type { Segment } from '../../wire';

/** How many talks, and the hours and minutes from the opening to the end of the questions (check-in and visits aside). */
export function agenda_sum(agenda: readonly Segment[]): { n: number; h: number; m: number } {
  const program = agenda.filter((segment) => segment.kind !== 'check_in' && segment.kind !== 'visit');
  const from = Math.min(...program.map((segment) => segment.starts_at));
  const until = Math.max(...program.map((segment) => segment.ends_at));
  const minutes = program.length ? Math.max(0, Math.round((until - from) / 60_000)) : 0;
  return { n: agenda.filter((segment) => segment.kind === 'talk').length, h: Math.floor(minutes / 60), m: minutes % 60 };
}
