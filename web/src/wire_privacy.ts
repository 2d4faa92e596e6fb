// What is kept of a person, and what staff did with it: a part of wire.ts.
import type { Attendance, TicketStatus, QuestionStatus } from './wire';

/** What is kept of the person who holds a ticket. */
export interface Person {
  event: string; // slug
  name: string;
  phone_last4: string;
  organization?: string;
  title?: string;
  attendance: Attendance;
  status: TicketStatus;
  seat?: string;
  vip?: true;
  note?: string; // for the greeter at the door
  email?: string; // masked
  reason?: string; // why it was declined
  admitted_at?: number;
  desk?: string;
  consent: string; // version of the text
  consented_at: number;
  registered_at: number;
  questions: { text: string; asked_at: number; status: QuestionStatus; name?: string }[];
  erases_at?: number; // when all this is erased by itself
}

/** Who took tables of personal data or saw a phone, newest first; how long it is kept, and when it is erased. */
export interface Audit {
  entries: { what: 'registrations.exported' | 'registrations.imported' | 'check_ins.exported' | 'questions.exported' | 'retention.changed' | 'phone.revealed'; staff: string; at: number; guest?: string }[];
  retention_days?: number; // absent: for ever
  kept_from?: number; // when the days begin; absent: the event is live
  may_lengthen: boolean; // nobody registered yet
  erases_at?: number;
  erased_at?: number;
}
