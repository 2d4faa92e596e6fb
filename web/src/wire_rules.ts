// The rules of registration and the requests that an organizer approves, as docs/protocol.md has them.
import type { Attendance, Guest, TicketStatus } from './wire';

/** When one can register for the hall, or online; what is absent is not limited. */
export interface Registering {
  opens_at?: number;
  closes_at?: number;
  approval?: true; // an organizer approves
  limit?: number; // online
  full?: true; // online
}
export type RegisteringFor = Record<Attendance, Registering>;

export type Approval = 'none' | 'in_person' | 'all';
/** As an organizer edits them; null: not limited. */
export interface Rules {
  version: number; // 0: never saved
  hall_opens_at: number | null;
  hall_closes_at: number | null;
  online_opens_at: number | null;
  online_closes_at: number | null;
  online_limit: number | null;
  approval: Approval;
}

/** A registration that asks for an organizer's yes, or was told no. */
export interface Request {
  guest: Guest;
  requested_at: number;
  decided_at?: number;
  staff?: string;
  reason?: string;
}
export interface Requests {
  requests: Request[]; // the oldest first
  declined: Request[]; // the latest first
  count: number; // of those that wait, also beyond the list
}
export type Verdict = 'approve' | 'decline';
export interface VerdictRequest {
  id: string;
  do: Verdict;
  registrations: string[];
  reason?: string;
}
export interface VerdictAnswer {
  decided: { registration: string; status: TicketStatus; position?: number }[];
  left: { registration: string; code: string }[];
}
