// The messages of the feed as docs/protocol.md has them, and the commands: a part of wire.ts.
import type { Admitted, Arrivals, Asking, Conflict, Delegation, Event, Guest, ProblemBody, Question, QuestionNews, Role, Seats, Staff, Viewer } from './wire';
import type { Stream, Warning } from './wire_stream';

export interface Snapshot {
  event: Event;
  questions?: Question[];
  asking?: Asking;
  muted?: string[]; // viewers, for moderators
  viewers?: number;
  arrivals?: Arrivals;
  delegations?: Delegation[];
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
  'question.rejected', 'question.withdrawn', 'question.unnamed',
] as const;
export type QuestionNoticeType = (typeof question_notices)[number];

interface Numbered {
  seq: number;
  at?: number;
}
export type QuestionNotice = Numbered & { type: QuestionNoticeType; question: QuestionNews };
export type Notice =
  | QuestionNotice
  | (Numbered & { type: 'asking.changed'; asking: Asking })
  | (Numbered & { type: 'viewer.muted' | 'viewer.unmuted'; viewer: string })
  | (Numbered & { type: 'event.updated'; event: Event })
  | (Numbered & { type: 'segment.started'; segment: string; started_at: number })
  | (Numbered & { type: 'stream.started'; live_since: number })
  | (Numbered & { type: 'stream.ended'; ended_at: number })
  | (Numbered & { type: 'stream.connected' | 'stream.disconnected'; stream: Stream })
  | (Numbered & { type: 'stream.warned' | 'stream.cleared'; warning: Warning })
  | (Numbered & {
      type: 'registration.created' | 'registration.changed' | 'registration.cancelled' | 'registration.promoted';
      guest: Guest;
      seats: Seats;
      online: number;
    })
  | (Numbered & { type: 'check_in.admitted'; guest: Guest; arrivals: Admitted })
  | (Numbered & { type: 'check_in.conflicted'; conflict: Conflict })
  | (Numbered & { type: 'check_in.undone'; guest: Guest; desk: string; arrivals: Admitted })
  | (Numbered & { type: 'delegation.created' | 'delegation.changed' | 'delegation.removed'; delegation: Delegation; seats: Seats });

export const notice_types: readonly Notice['type'][] = [
  ...question_notices,
  'asking.changed', 'viewer.muted', 'viewer.unmuted', 'event.updated', 'segment.started', 'stream.started', 'stream.ended', 'stream.connected',
  'stream.disconnected', 'stream.warned', 'stream.cleared', 'registration.created',
  'registration.changed', 'registration.cancelled', 'registration.promoted', 'check_in.admitted', 'check_in.undone',
  'check_in.conflicted',
  'delegation.created', 'delegation.changed', 'delegation.removed',
];

export interface Tick {
  type: 'tick';
  viewers?: number;
  votes?: Record<string, number>;
}

/** Which moderator has which question open; for moderators, without a seq. */
export interface Presence {
  type: 'presence';
  open: { staff: string; name: string; question: string }[];
}

/** The commands and the fields each takes beside its client-made id. */
export interface CommandFields {
  ask: { text: string; talk?: string; anonymous?: boolean };
  vote: { question: string };
  unvote: { question: string };
  withdraw: { question: string };
  approve: OnQuestion;
  reject: OnQuestion & { reason?: string };
  stage: OnQuestion;
  answer: OnQuestion;
  restore: OnQuestion;
  pin: OnQuestion;
  unpin: OnQuestion;
  edit: OnQuestion & { text: string };
  reply: OnQuestion & { text: string };
  assign: OnQuestion & { talk: string };
  merge: OnQuestion & { into: string };
  mute: { viewer: string };
  unmute: { viewer: string };
  open: { question: string };
  close: Record<string, never>;
}
export interface OnQuestion {
  question: string;
  version?: number;
}
export type CommandName = keyof CommandFields;
export const command_names: readonly CommandName[] = [
  'ask', 'vote', 'unvote', 'withdraw', 'approve', 'reject', 'stage', 'answer', 'restore', 'pin', 'unpin',
  'edit', 'reply', 'assign', 'merge', 'mute', 'unmute', 'open', 'close',
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
export type FeedMessage = Hello | Notice | Tick | Presence | Answer | Refusal;
