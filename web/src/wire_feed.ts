// The messages of the feed as docs/protocol.md has them, and the commands: a part of wire.ts.
import type { Admitted, Arrivals, Asking, Conflict, Delegation, Event, Guest, ProblemBody, Question, QuestionNews, Role, Seats, Staff, Viewer } from './wire';
import type { GuestImport } from './wire_import';
import type { Rules } from './wire_rules';
import type { Stream, Warning } from './wire_stream';

export type DanmakuMode = 'off' | 'before' | 'after';
/** Words that run across the picture; `at`: the hall's time of the picture they are about. */
export interface Danmaku {
  id: string;
  text: string;
  at: number;
  viewer?: string; // for moderators, while it waits
}
export interface StageMessage {
  id: string;
  text: string;
  by: string;
  sent_at: number;
  read_at?: number;
}

export interface Snapshot {
  event: Event;
  danmaku?: { mode: DanmakuMode; waiting?: Danmaku[] };
  next?: string; // id of the question that was chosen
  stage_message?: StageMessage;
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
  mine?: { questions: Question[]; votes: string[]; merged?: Record<string, string> };
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
  | (Numbered & { type: 'event.updated'; event: Event; retention_days?: number })
  | (Numbered & { type: 'rules.changed'; rules: Rules })
  | (Numbered & { type: 'segment.started'; segment: string; started_at: number })
  | (Numbered & { type: 'stream.started'; live_since: number })
  | (Numbered & { type: 'stream.ended'; ended_at: number })
  | (Numbered & { type: 'stream.connected' | 'stream.disconnected'; stream: Stream })
  | (Numbered & { type: 'stream.warned' | 'stream.cleared'; warning: Warning })
  | (Numbered & {
      type: 'registration.created' | 'registration.changed' | 'registration.cancelled' | 'registration.promoted' | 'registration.offered';
      guest: Guest;
      seats?: Seats;
      online: number;
    })
  | (Numbered & { type: 'guest_import.progressed'; guest_import: GuestImport; seats: Seats; online: number })
  | (Numbered & { type: 'seats.changed'; seats: Seats })
  | (Numbered & { type: 'check_in.admitted'; guest: Guest; arrivals: Admitted })
  | (Numbered & { type: 'check_in.conflicted'; conflict: Conflict })
  | (Numbered & { type: 'check_in.undone'; guest: Guest; desk: string; arrivals: Admitted })
  | (Numbered & { type: 'danmaku.sent'; danmaku: Danmaku })
  | (Numbered & { type: 'danmaku.shown' | 'danmaku.dropped'; danmaku: { id: string } })
  | (Numbered & { type: 'danmaku.switched'; mode: DanmakuMode })
  | (Numbered & { type: 'stage.told' | 'stage.read'; message: StageMessage })
  | (Numbered & { type: 'stage.cleared' })
  | (Numbered & { type: 'next.chosen'; question: string })
  | (Numbered & { type: 'next.cleared' })
  | (Numbered & { type: 'delegation.created' | 'delegation.changed' | 'delegation.removed'; delegation: Delegation; seats: Seats });

export const notice_types: readonly Notice['type'][] = [
  ...question_notices,
  'asking.changed', 'viewer.muted', 'viewer.unmuted', 'event.updated', 'rules.changed', 'segment.started', 'stream.started', 'stream.ended', 'stream.connected',
  'stream.disconnected', 'stream.warned', 'stream.cleared', 'registration.created',
  'registration.changed', 'registration.cancelled', 'registration.promoted', 'registration.offered', 'seats.changed', 'check_in.admitted', 'check_in.undone',
  'check_in.conflicted', 'guest_import.progressed',
  'delegation.created', 'delegation.changed', 'delegation.removed',
  'danmaku.sent', 'danmaku.shown', 'danmaku.dropped', 'danmaku.switched',
  'stage.told', 'stage.read', 'stage.cleared', 'next.chosen', 'next.cleared',
];

export interface Tick {
  type: 'tick';
  viewers?: number;
  votes?: Record<string, number>;
  reactions?: Partial<Record<Reaction, number>>;
  danmaku?: Danmaku[]; // that begin to run now
}
export type Reaction = 'like';

/** Which moderator has which question open; for moderators, without a seq. */
export interface Presence {
  type: 'presence';
  open: { staff: string; name: string; question: string }[];
}

/** The commands and the fields each takes beside its client-made id. */
export interface CommandFields {
  ask: { text: string; talk?: string; anonymous?: boolean; about?: number };
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
  react: { kind: Reaction; times?: number };
  danmaku: { text: string; at?: number };
  show_danmaku: { danmaku: string };
  drop_danmaku: { danmaku: string };
  switch_danmaku: { mode: DanmakuMode };
  tell_stage: { text: string };
  clear_stage: object;
  stage_read: { message: string };
  next: { question: string };
  unnext: object;
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
  'edit', 'reply', 'assign', 'merge', 'mute', 'unmute', 'open', 'close', 'react', 'danmaku', 'show_danmaku', 'drop_danmaku', 'switch_danmaku', 'tell_stage',
  'clear_stage', 'stage_read', 'next', 'unnext',
];

export interface Answer {
  re: string;
  ok: true;
  seq?: number;
  question?: Question;
  votes?: number; // the sum with the vote; a tick may have told a later one
  unvoted?: string[]; // taken back with the vote: those that counted for the question through a merge
  danmaku?: Danmaku;
  status?: 'waiting' | 'shown'; // of the 弹幕 that was sent
}
export interface Refusal {
  re: string;
  error: ProblemBody;
}

/** Any message the server may send on the feed. */
export type FeedMessage = Hello | Notice | Tick | Presence | Answer | Refusal;
