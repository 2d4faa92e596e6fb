// The rules for a list of questions: what a notice changes, who may see what, and the order. Pure.
import type { Question, QuestionNews, QuestionStatus, Role } from './wire';

const public_statuses: ReadonlySet<QuestionStatus> = new Set(['published', 'staged', 'answered']);

export function is_public(status: QuestionStatus): boolean {
  return public_statuses.has(status);
}

/** Roles that hear of every question, also of those the public must not see. */
export function sees_all(role: Role): boolean {
  return role === 'moderator' || role === 'organizer';
}

/** Whether news holds a whole question, not only {id, status, version, merged_into?}. */
export function is_whole(news: QuestionNews): news is Question {
  return typeof news.text === 'string';
}

/**
 * The question after the news. A whole question replaces the known one (so an absent `pinned` means not pinned),
 * but what only moderators are told (`viewer`, `original`, `held`, `blocked`) stays. Older news (lower version) changes nothing.
 * Undefined when the news is partial and nothing was known.
 */
export function merge_question(known: Question | undefined, news: QuestionNews): Question | undefined {
  if (known && news.version < known.version) return known;
  if (!is_whole(news)) return known ? { ...known, ...news } : undefined;
  if (!known) return news;
  const kept: Partial<Question> = {};
  if (known.viewer !== undefined) kept.viewer = known.viewer;
  if (known.original !== undefined) kept.original = known.original;
  if (known.held !== undefined) kept.held = known.held;
  if (known.blocked !== undefined) kept.blocked = known.blocked;
  return { ...kept, ...news };
}

/** The question, the one it was merged into, and so on; the last one stands for all of them. */
export function merge_path(merges: ReadonlyMap<string, string>, id: string): string[] {
  const path = [id];
  for (let into = merges.get(id); into !== undefined && !path.includes(into); into = merges.get(into)) path.push(into);
  return path;
}

/** What votes that were given to these questions count for. */
export function counts_for(given: ReadonlySet<string>, merges: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...given].flatMap((id) => merge_path(merges, id)));
}

/** Pinned first, then votes, then the earlier one. */
export function by_votes(a: Question, b: Question): number {
  return Number(b.pinned ?? false) - Number(a.pinned ?? false)
    || b.votes - a.votes || a.asked_at - b.asked_at || a.number - b.number;
}

export function newest_first(a: Question, b: Question): number {
  return (b.published_at ?? b.asked_at) - (a.published_at ?? a.asked_at) || b.number - a.number;
}

export function oldest_first(a: Question, b: Question): number {
  return a.asked_at - b.asked_at || a.number - b.number;
}

export function sorted(questions: Iterable<Question>, order: (a: Question, b: Question) => number): Question[] {
  return [...questions].sort(order);
}

/** The list with the question that was chosen as next before all others; as it is when that is not in it. */
export function next_first(list: Question[], chosen: string | undefined): Question[] {
  const choice = list.find((question) => question.id === chosen);
  return choice ? [choice, ...list.filter((question) => question !== choice)] : list;
}

/** The question on stage, if one is. */
export function on_stage(questions: Iterable<Question>): Question | undefined {
  for (const question of questions) if (question.status === 'staged') return question;
  return undefined;
}

/**
 * Keeps the order a reader has under the thumb: `shown` are the ids on the page, `wanted` the list as it should be.
 * Rows keep their places with their new content, those gone leave, and `fresh` counts those that wait to be shown.
 */
export function hold_order(shown: readonly string[], wanted: readonly Question[]): { rows: Question[]; fresh: number } {
  const by_id = new Map(wanted.map((question) => [question.id, question]));
  const rows = shown.flatMap((id) => by_id.get(id) ?? []);
  return { rows, fresh: wanted.length - rows.length };
}
