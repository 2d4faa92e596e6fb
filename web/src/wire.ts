// The shapes of docs/protocol.md as types. Only shapes: no behaviour, nothing of pages or sockets.
// Times are UTC milliseconds; an optional field without a value is absent, never null.

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
  published_at?: number;
  staged_at?: number;
  answered_at?: number;
  pinned?: boolean;
  reply?: string;
  merged_into?: string;
  edited?: boolean;
  viewer?: string;
  original?: string;
}

/** What a notice may hold: the whole question, or only what the public may still know of it. */
export type QuestionNews = Pick<Question, 'id' | 'status' | 'version'> & Partial<Question>;

export type TicketStatus = 'confirmed' | 'waitlisted' | 'cancelled';

export interface Registration {
  id: string;
  status: TicketStatus;
  position?: number;
}
export interface RegistrationRequest {
  id: string;
  attendance: Attendance;
  name: string;
  phone: string;
  organization?: string;
  title?: string;
  consent: true;
}
export interface RegistrationAnswer {
  registration: Registration;
  ticket: { code: string; url: string; seat?: string };
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
  admitted_at?: number;
  url: string;
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
  admitted_at?: number;
  desk?: string;
  staff?: string;
}

export interface Admitted {
  admitted: number;
  expected: number;
}
export interface Arrivals extends Admitted {
  desks: { desk: string; admitted: number }[];
  recent: Guest[];
}

export type CheckInResult =
  | 'admitted' | 'already_in' | 'waitlisted' | 'cancelled' | 'online_only' | 'wrong_event' | 'unknown';
export interface CheckInRequest {
  id: string;
  ticket?: string;
  registration?: string;
  desk: string;
  scanned_at: number;
  offline?: boolean;
}
export interface CheckIn {
  result: CheckInResult;
  at: number;
  guest?: Guest;
  first?: { at: number; desk: string; staff: string };
  event?: { slug: string; theme: string };
  arrivals: Admitted;
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

export interface StreamTrack {
  name: string;
  codec: string;
  width?: number;
  height?: number;
  fps?: number;
  bitrate: number;
  key_frame_interval_ms?: number;
  last_part_at: number;
}
export interface Stream {
  connected: boolean;
  since?: number;
  tracks: StreamTrack[];
  problem?: string;
  source?: string;
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

export interface Snapshot {
  event: Event;
  questions?: Question[];
  viewers?: number;
  arrivals?: Arrivals;
  stream?: Stream;
}

export interface Hello {
  type: 'hello';
  epoch: string;
  seq: number;
  role: Role;
  now: number;
  viewer?: Viewer;
  staff?: Staff;
  snapshot?: Snapshot;
  mine?: { questions: Question[]; votes: string[] };
  recovered?: boolean;
}

export const question_notices = [
  'question.asked', 'question.published', 'question.edited', 'question.staged', 'question.answered',
  'question.restored', 'question.pinned', 'question.unpinned', 'question.replied', 'question.assigned', 'question.merged',
  'question.rejected', 'question.withdrawn',
] as const;
export type QuestionNoticeType = (typeof question_notices)[number];

interface Numbered {
  seq: number;
  at?: number;
}
export type QuestionNotice = Numbered & { type: QuestionNoticeType; question: QuestionNews };
export type Notice =
  | QuestionNotice
  | (Numbered & { type: 'event.updated'; event: Event })
  | (Numbered & { type: 'segment.started'; segment: string; started_at: number })
  | (Numbered & { type: 'stream.started'; live_since: number })
  | (Numbered & { type: 'stream.ended'; ended_at: number })
  | (Numbered & { type: 'stream.connected' | 'stream.disconnected'; stream: Stream })
  | (Numbered & {
      type: 'registration.created' | 'registration.cancelled' | 'registration.promoted';
      guest: Guest;
      seats: Seats;
      online: number;
    })
  | (Numbered & { type: 'check_in.admitted'; guest: Guest; arrivals: Admitted });

export const notice_types: readonly Notice['type'][] = [
  ...question_notices,
  'event.updated', 'segment.started', 'stream.started', 'stream.ended', 'stream.connected',
  'stream.disconnected', 'registration.created', 'registration.cancelled', 'registration.promoted',
  'check_in.admitted',
];

export interface Tick {
  type: 'tick';
  viewers?: number;
  votes?: Record<string, number>;
}

/** The commands and the fields each takes beside its client-made id. */
export interface CommandFields {
  ask: { text: string; talk?: string; anonymous?: boolean };
  vote: { question: string };
  unvote: { question: string };
  withdraw: { question: string };
  approve: OnQuestion;
  reject: OnQuestion;
  stage: OnQuestion;
  answer: OnQuestion;
  restore: OnQuestion;
  pin: OnQuestion;
  unpin: OnQuestion;
  edit: OnQuestion & { text: string };
  reply: OnQuestion & { text: string };
  assign: OnQuestion & { talk: string };
  merge: OnQuestion & { into: string };
}
export interface OnQuestion {
  question: string;
  version?: number;
}
export type CommandName = keyof CommandFields;
export const command_names: readonly CommandName[] = [
  'ask', 'vote', 'unvote', 'withdraw', 'approve', 'reject', 'stage', 'answer', 'restore', 'pin', 'unpin',
  'edit', 'reply', 'assign', 'merge',
];

export interface Answer {
  re: string;
  ok: true;
  seq?: number;
  question?: Question;
}
export interface Refusal {
  re: string;
  error: ProblemBody;
}

/** Any message the server may send on the feed. */
export type FeedMessage = Hello | Notice | Tick | Answer | Refusal;
