// The moderator's steps and the way back from each. Pure: says which commands, sends nothing.
import type { Question, QuestionStatus } from '../../wire';

export type StepName =
  | 'approve' | 'reject' | 'stage' | 'answer' | 'down' | 'restore' | 'next' | 'edit' | 'reply' | 'assign' | 'pin' | 'unpin' | 'merge'
  | 'mute' | 'unmute';

/** What a step changes in a question, and undoing it sets again. */
export type Marks = Pick<Question, 'status' | 'text' | 'pinned' | 'talk' | 'reason' | 'merged_into'>;
export const marks = ({ status, text, pinned, talk, reason, merged_into }: Question): Marks => ({ status, text, pinned, talk, reason, merged_into });

/** One question as it was before a step and as the step left it. */
export interface Trace {
  id: string;
  before: Marks;
  after: Marks;
}

export interface Step {
  name: StepName;
  number: number; // of the question it was about
  traces: Trace[];
  viewer?: string; // who was muted, or heard again
  chosen?: { from?: string; to: string }; // which question was the next one before, and after
  was_next?: string; // the question of a trace that was chosen as the next one, and by the step is not any more
}

export type PlainCommand = 'approve' | 'reject' | 'stage' | 'answer' | 'restore' | 'merge';

/** The question that was chosen as next and is not published after the step. */
export function no_longer_next(traces: readonly Trace[], chosen: string | undefined): string | undefined {
  return traces.find(({ id, after }) => id === chosen && after.status !== 'published')?.id;
}

/**
 * The commands that bring a question from one status to another, or undefined when there is no way. The server may reach it
 * with fewer: look again after each.
 */
export function way(from: QuestionStatus, to: QuestionStatus): PlainCommand[] | undefined {
  if (from === to) return [];
  switch (to) {
    case 'pending':
      return from === 'staged' || from === 'answered' ? ['restore', 'restore'] : ['restore'];
    case 'published':
      if (from === 'pending') return ['approve'];
      return from === 'answered' || from === 'staged' ? ['restore'] : ['restore', 'approve'];
    case 'staged':
      return from === 'pending' || from === 'published' || from === 'answered' ? ['stage'] : ['restore', 'stage'];
    case 'answered':
      if (from === 'published' || from === 'staged') return ['answer'];
      return from === 'pending' ? ['approve', 'answer'] : ['restore', 'approve', 'answer'];
    case 'rejected':
      return from === 'staged' ? ['restore', 'reject'] : from === 'merged' || from === 'withdrawn' ? ['restore', 'reject'] : ['reject'];
    case 'merged':
      return from === 'pending' || from === 'published' ? ['merge'] : ['restore', 'merge'];
    default:
      return undefined; // only the asker withdraws
  }
}

/** The order to undo in: who must leave the stage goes first, who returns to it comes last and finds it free. */
export function undo_order(traces: readonly Trace[]): Trace[] {
  return [...traces].sort((a, b) => Number(a.before.status === 'staged') - Number(b.before.status === 'staged'));
}

/** The first question that somebody changed after the step, so that undoing would undo their work too. */
export function moved_since(traces: readonly Trace[], now: ReadonlyMap<string, Question>): Trace | undefined {
  return traces.find(({ id, after }) => {
    const question = now.get(id);
    return !question || question.status !== after.status || question.text !== after.text
      || Boolean(question.pinned) !== Boolean(after.pinned) || (question.talk ?? '') !== (after.talk ?? '')
      || (question.merged_into ?? '') !== (after.merged_into ?? '') || (question.reason ?? '') !== (after.reason ?? '');
  });
}

/** What S, X, U … can do to a question in this status; the server has the last word. */
export function can(name: StepName, status: QuestionStatus): boolean {
  switch (name) {
    case 'approve': return status === 'pending';
    case 'reject': return status === 'pending' || status === 'published' || status === 'answered';
    case 'stage': return status === 'pending' || status === 'published' || status === 'answered';
    case 'answer': return status === 'staged' || status === 'published';
    case 'down': return status === 'staged';
    case 'restore': return status === 'answered' || status === 'rejected' || status === 'merged' || status === 'withdrawn';
    case 'merge': return status === 'pending' || status === 'published';
    case 'next': return status === 'published';
    case 'mute':
    case 'unmute': return true;
    case 'pin': return status === 'pending' || status === 'published';
    case 'edit':
    case 'reply':
    case 'assign':
    case 'unpin': return status === 'pending' || status === 'published' || status === 'staged' || status === 'answered';
  }
}

/** Which text stays when nobody chose: a published question's before a pending one's, then the one asked first. */
export function merge_target(picked: readonly Question[]): Question | undefined {
  return [...picked].sort((a, b) => Number(b.status === 'published') - Number(a.status === 'published') || a.number - b.number)[0];
}
