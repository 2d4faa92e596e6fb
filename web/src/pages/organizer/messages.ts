// What the list of messages shows: sums, and what may be sent again.
import type { Messages, MessageStatus } from '../../wire_messages';

const not_delivered: readonly MessageStatus[] = ['failed', 'given_up', 'uncertain'];
const under_way: readonly MessageStatus[] = ['queued', 'sending'];

export const may_send_again = (status: MessageStatus): boolean => not_delivered.includes(status);
export const is_under_way = (status: MessageStatus): boolean => under_way.includes(status);

export interface MessageSums {
  sent: number;
  waiting: number;
  unsettled: number;
  uncertain: number; // of these
}

export function message_sums(counts: Messages['counts']): MessageSums {
  const of = (...all: readonly MessageStatus[]) => all.reduce((n, status) => n + (counts[status] ?? 0), 0);
  return { sent: of('sent'), waiting: of(...under_way), unsettled: of(...not_delivered), uncertain: of('uncertain') };
}

const hour = 3600_000;
/** The reminders one can choose, the longest first. */
export const reminder_choices = [
  { key: 'three_days', before: 72 * hour },
  { key: 'one_day', before: 24 * hour },
  { key: 'two_hours', before: 2 * hour },
] as const;
