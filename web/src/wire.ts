// The shapes of docs/protocol.md as types. Only shapes: no behaviour, nothing of pages or sockets.
// Times are UTC milliseconds; an optional field without a value is absent, never null.

import type { RegisteringFor } from './wire_rules';

export type Role = 'viewer' | 'desk' | 'moderator' | 'speaker' | 'organizer';
export type StaffRole = Exclude<Role, 'viewer'>;
export type Place = 'hall' | 'online';
export type Attendance = 'in_person' | 'online';
export type EventStatus = 'scheduled' | 'live' | 'ended';

export interface EventSummary {
  slug: string;
  series: string;
  issue: string;
  theme: string;
  venue: string;
  starts_at: number;
  ends_at: number;
  status: EventStatus;
}

export type OrganizerRole = 'guidance' | 'organizer' | 'co_organizer';
export interface Organizer {
  role: OrganizerRole;
  name: string;
}

export interface Speaker {
  name: string;
  title: string;
  compere: boolean;
}

export type SegmentKind = 'check_in' | 'opening' | 'address' | 'talk' | 'questions' | 'visit';
export interface Segment {
  id: string;
  kind: SegmentKind;
  title: string;
  note?: string;
  starts_at: number;
  ends_at: number;
  started_at?: number;
  speakers: Speaker[];
}

export interface Seats {
  total: number;
  left: number;
  waitlisted: number;
}

export interface Event extends EventSummary {
  version: number;
  live_since?: number;
  organizers: Organizer[];
  agenda: Segment[];
  current?: string;
  seats: Seats;
  online: number;
  access?: Access; // absent: open to all
  registration?: RegisteringFor;
}

export type AccessKind = 'open' | 'password' | 'registered' | 'delegates';
export interface Access {
  kind: AccessKind;
  version: number;
}

/** What lets this browser in to an event that is not open: to everything, or to the questions alone. */
export interface Pass {
  scope: 'all' | 'questions';
  valid_ms?: number; // absent: it does not end
}

export interface EventEdit {
  version: number;
  series: string;
  issue: string;
  theme: string;
  venue: string;
  starts_at: number;
  ends_at: number;
  organizers: Organizer[];
  agenda: (Omit<Segment, 'id' | 'started_at'> & { id?: string })[];
}

export type QuestionStatus =
  | 'pending' | 'published' | 'staged' | 'answered' | 'rejected' | 'merged' | 'withdrawn';

export interface Question {
  id: string;
  number: number;
  text: string;
  status: QuestionStatus;
  votes: number;
  version: number;
  from: Place;
  name?: string;
  seat?: string;
  talk?: string;
  asked_at: number;
  about?: number; // asked from the time-shift: the hall's time of the picture
  published_at?: number;
  staged_at?: number;
  answered_at?: number;
  pinned?: boolean;
  reply?: string;
  reason?: string; // why it was rejected, for its asker and moderators
  merged_into?: string;
  edited?: boolean;
  viewer?: string;
  original?: string;
  held?: string; // the event's word in it
  blocked?: boolean; // which rejects
}

/** What a notice may hold: the whole question, or only what the public may still know of it, and where it was merged into. */
export type QuestionNews = Pick<Question, 'id' | 'status' | 'version'> & Partial<Question>;

/** The rules of asking at an event. */
export interface Asking {
  version: number;
  open: boolean;
  closed: string[]; // talks that take no question
  moderation: 'before' | 'after';
  anonymous: boolean; // is allowed
  slow_seconds: number; // between two questions of one person; 0: no slow mode
  most_a_minute: number; // of all together; 0: as many as come
}
/** A word that holds a question back, or puts it aside. */
export interface Word {
  text: string;
  effect: 'hold' | 'reject';
}
export interface Words {
  version: number; // of the rules of asking
  words: Word[];
}

/** One entry of a question's history, for moderators. */
export interface QuestionEntry {
  version: number;
  act: 'ask' | 'approve' | 'reject' | 'stage' | 'answer' | 'restore' | 'pin' | 'unpin' | 'edit' | 'reply' | 'assign' | 'merge' | 'withdraw';
  by: 'staff' | 'asker' | 'rules';
  name?: string; // of the staff
  reason?: string;
  at: number;
}

export type TicketStatus = 'confirmed' | 'waitlisted' | 'cancelled' | 'requested' | 'declined';

export interface Registration {
  id: string;
  status: TicketStatus;
  position?: number;
}
export interface ChangeRequest {
  id: string;
  attendance: Attendance;
  name: string;
  organization?: string;
  title?: string;
  phone?: string; // absent: as it was
  email?: string; // absent: as it was; empty: none any more
}
export interface RegistrationRequest extends ChangeRequest {
  phone: string;
  language?: 'zh' | 'en'; // of the page: what the guest is written in
  consent: true;
}
/** Where tickets go by SMS the answer says only that one is on its way. */
export type RegistrationAnswer =
  | { registration: Registration; ticket: { code: string; url: string; seat?: string } }
  | { registration: { status: 'sent' }; ticket: { sent_to: string } };

/** A seat that is kept for one who waits, until then. */
export interface Offer {
  seat: string;
  until: number;
}

export interface Ticket {
  code: string;
  status: TicketStatus;
  attendance: Attendance;
  name: string;
  organization?: string;
  title?: string;
  seat?: string;
  position?: number;
  offer?: Offer;
  admitted_at?: number;
  url: string;
  signed_url?: string; // what the QR code holds
  delegation?: true; // holds the seat, and keeps it
  reason?: string; // why it was declined
}

export interface Guest {
  registration: string;
  name: string;
  pinyin: string;
  organization?: string;
  title?: string;
  phone_last4: string;
  attendance: Attendance;
  status: TicketStatus;
  seat?: string;
  position?: number;
  offer?: Offer;
  vip?: true;
  note?: string; // for the greeter at the door
  admitted_at?: number;
  desk?: string;
  staff?: string;
  same_phone?: true; // another registration has it, too
  ticket_digest: string; // of the ticket that counts, see pages/desk/ticket.ts
  delegation?: string; // id of the one that holds the seat
}

/** Whether a delegation is here: nobody, some, or everybody for whom there is a seat. */
export type Presence = 'missing' | 'partly' | 'complete';
/** A unit that registers its people together (单位报名). */
export interface Delegation {
  id: string;
  name: string;
  pinyin: string;
  initials: string;
  quota: number; // seats held for it
  entered: number; // of these, with a name
  admitted: number; // of these, in the hall
  presence: Presence;
}
/** One of its people as its contact sees one. */
export interface Delegate extends Ticket {
  registration: string;
  phone_last4?: string;
}
export interface DelegateFields {
  name: string;
  phone?: string;
  title?: string;
}
export interface DelegatesRequest {
  id: string;
  people: DelegateFields[];
  consent: true;
}
export interface ReplacementRequest extends DelegateFields {
  id: string;
  consent: true;
}
export interface DelegationAnswer {
  delegation: Delegation;
  delegates: Delegate[];
  event: Event;
  retention_days?: number;
}

export interface Admitted {
  admitted: number;
  expected: number;
}
export interface Arrivals extends Admitted {
  desks: { desk: string; admitted: number }[];
  recent: Guest[];
  conflict_count: number;
  conflicts: Conflict[]; // the latest first
}

/** A guest whom a desk without a network let in, against what the server knew. */
export interface Conflict {
  id: string;
  why: CheckInResult;
  desk: string;
  staff: string;
  scanned_at: number;
  guest?: Guest;
}

export type CheckInResult =
  | 'admitted' | 'already_in' | 'waitlisted' | 'cancelled' | 'requested' | 'declined' | 'online_only' | 'turned_away' | 'revoked' | 'wrong_event' | 'unknown';
export interface AtDesk {
  id: string;
  desk: string;
  scanned_at: number;
  device?: string;
  sequence?: number;
  offline?: boolean; // the desk had no network and decided alone
  let_in?: boolean; // what it did then
}
export interface CheckInRequest extends AtDesk {
  ticket?: string;
  registration?: string;
}
export interface WalkInRequest extends AtDesk {
  name: string;
  phone?: string;
  organization?: string;
  title?: string;
  delegation?: string; // whose seat is taken
  consent: true;
}
export interface UndoRequest {
  id: string;
  desk: string;
  reason: string;
  registration?: string; // whose admission is meant, as it was seen
  admitted_at?: number;
  scan?: string; // or the id of the scan that is meant
}
export interface CheckIn {
  result: CheckInResult;
  at: number;
  guest?: Guest;
  first?: { at: number; desk: string; staff: string };
  event?: { slug: string; theme: string };
  arrivals: Admitted;
}

/** GET /api/events/{slug}/roster: what a desk takes with it. */
export interface RosterBody {
  epoch: string;
  seq: number;
  key: string; // Ed25519, base64url
  guests: Guest[];
  closed: Record<string, CheckInResult>; // by ticket digest
  traditional: Record<string, string>; // forms of the characters in names and units
  retention_days?: number; // absent: for ever
}

export interface Staff {
  id: string;
  event: string;
  role: StaffRole;
  name: string;
  page: string;
  joined: boolean;
}
export interface Invitation {
  staff: Staff;
  url: string;
  expires_at: number;
}

export interface Viewer {
  id: string;
  name?: string;
  from: Place;
  seat?: string;
}

/** RFC 9457, with a stable code and both languages. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  code: string;
  message: string;
  message_en?: string;
  field?: string;
  retry_after_ms?: number;
  question?: Question;
}

/** What `/api/trust` tells of the certificate; without HTTPS nothing. */
export interface Trust {
  port?: number; // of HTTPS
  self_made: boolean;
  fingerprint: string; // SHA-256, "A1:B2:…"
  authority: string; // of the certificate that telephones install; of a self-made one
  expires_at: number;
}
