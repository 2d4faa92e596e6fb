// What a moderator has open to write in, and what becomes of it while others act on the same question. Pure.
import type { Question, QuestionEntry, QuestionStatus } from '../../wire';
import { can } from './steps';

export interface Editing {
  kind: 'edit' | 'reply' | 'reject' | 'assign';
  id: string;
  number: number;
  seen: Question; // as it was when the editor opened, or as the editor has shown it since
  draft: string; // the words as they are typed, or the talk's id
  changed_since?: number; // somebody has acted on it after this version: the editor says so
}

/** What an editor of this kind begins with. */
export function words_at_first(kind: Editing['kind'], question: Question): string {
  return { edit: question.text, reply: question.reply, assign: question.talk, reject: '' }[kind] ?? '';
}

export function opened_now(kind: Editing['kind'], question: Question): Editing {
  return { kind, id: question.id, number: question.number, seen: question, draft: words_at_first(kind, question) };
}

/** Whether something was typed that would be lost. */
export function has_words(open: Editing): boolean {
  return open.draft.trim() !== words_at_first(open.kind, open.seen);
}

/**
 * The editor after somebody else acted on its question: typed words stay; where none were typed, it shows what stands there now.
 * The very same editor when nothing has happened.
 */
export function overtaken(open: Editing, now: Question): Editing {
  if (now.version <= open.seen.version) return open;
  const draft = has_words(open) ? open.draft : words_at_first(open.kind, now);
  return { ...open, draft, seen: now, changed_since: open.changed_since ?? open.seen.version };
}

/** The latest act on the question after the version that the editor began with. */
export function act_since(acts: readonly QuestionEntry[], version: number): QuestionEntry | undefined {
  const later = acts.filter((entry) => entry.version > version);
  return later[later.length - 1];
}

/** How the words are saved: as they are, after bringing the question back, or not at all, for it is rejected already. */
export function way_to_save(kind: Editing['kind'], status: QuestionStatus): 'plain' | 'restore' | 'none' {
  if (can(kind, status)) return 'plain';
  return kind !== 'reject' && can('restore', status) ? 'restore' : 'none';
}
