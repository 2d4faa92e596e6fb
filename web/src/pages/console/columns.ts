// How questions stand in the console's three columns: filters, counts, balance, selection. Pure.
import { by_votes, next_first, oldest_first, on_stage, sorted } from '../../questions';
import type { Place, Question, QuestionStatus } from '../../wire';

export const column_names = ['pending', 'published', 'answered'] as const;
export type ColumnName = (typeof column_names)[number];
export type PlaceFilter = 'all' | Place | 'apart';
export const place_filters: readonly PlaceFilter[] = ['all', 'hall', 'online', 'apart'];
export type AnsweredFilter = 'stage' | 'writing' | 'aside' | 'all';

const aside_statuses: ReadonlySet<QuestionStatus> = new Set(['rejected', 'merged', 'withdrawn']);
export const is_aside = (q: Question) => aside_statuses.has(q.status);
/** Answered aloud, not only in writing. */
export const on_stage_once = (q: Question) => q.staged_at !== undefined;

/** The words, the name, the number ("209") or the seat ("5-12") hold what was typed; nothing typed fits all. */
export function fits_search(q: Question, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return true;
  return String(q.number) === wanted || q.seat === wanted
    || [q.text, q.name, q.reply].some((field) => field?.toLowerCase().includes(wanted));
}

export function fits_place(q: Question, place: PlaceFilter): boolean {
  return place === 'all' || q.from === place;
}

export interface Columns {
  pending: Question[]; // oldest first
  apart: Question[]; // of who is muted, or with a word that rejects: to review as well, but nobody has to
  staged?: Question;
  published: Question[]; // the one chosen as next, then by votes: the first is next
  answered: Question[]; // latest first
  aside: Question[]; // rejected, merged, withdrawn: the latest asked first
}

export function columns_of(questions: readonly Question[], muted: ReadonlySet<string> = new Set(), chosen?: string): Columns {
  const of = (status: QuestionStatus) => questions.filter((q) => q.status === status);
  const waiting = sorted(of('pending'), oldest_first);
  const is_apart = (q: Question) => q.blocked === true || (q.viewer !== undefined && muted.has(q.viewer));
  return {
    pending: waiting.filter((q) => !is_apart(q)),
    apart: waiting.filter(is_apart),
    staged: on_stage(questions),
    published: next_first(sorted(of('published'), by_votes), chosen),
    answered: sorted(of('answered'), (a, b) => (b.answered_at ?? 0) - (a.answered_at ?? 0) || b.number - a.number),
    aside: sorted(questions.filter(is_aside), (a, b) => b.asked_at - a.asked_at || b.number - a.number),
  };
}

export function count_places(questions: readonly Question[]): Record<'all' | Place, number> {
  const hall = questions.filter((q) => q.from === 'hall').length;
  return { all: questions.length, hall, online: questions.length - hall };
}

export interface Balance {
  hall: number;
  online: number;
  hint?: Place; // where the next question should rather come from
}

/** Questions taken to the stage, by place; a hint from two apart on. */
export function balance_of(columns: Columns): Balance {
  const taken = [...columns.answered.filter(on_stage_once), ...(columns.staged ? [columns.staged] : [])];
  const { hall, online } = count_places(taken);
  const apart = hall - online;
  return { hall, online, ...(Math.abs(apart) >= 2 ? { hint: apart > 0 ? 'online' as const : 'hall' as const } : {}) };
}

/**
 * The published list while a moderator reads it: known rows keep their places, new ones come at the end, so that
 * nothing moves under the eye and nothing is hidden.
 */
export function hold_places(shown: readonly string[], wanted: readonly Question[]): Question[] {
  const by_id = new Map(wanted.map((q) => [q.id, q]));
  const kept = shown.flatMap((id) => by_id.get(id) ?? []);
  const known = new Set(shown);
  return [...kept, ...wanted.filter((q) => !known.has(q.id))];
}

/**
 * Which row is selected after the list changed from `before` to `now`: the same one while it is there, else the next
 * below it that is left, else the last above it. Undefined for an empty list.
 */
export function follow_selection(before: readonly string[], now: readonly string[], selected?: string): string | undefined {
  if (selected !== undefined && now.includes(selected)) return selected;
  const left = new Set(now);
  const at = selected === undefined ? -1 : before.indexOf(selected);
  if (at < 0) return now[0];
  return before.slice(at).find((id) => left.has(id)) ?? before.slice(0, at).reverse().find((id) => left.has(id)) ?? now[0];
}

/** The row `by` places on, stopping at the ends. */
export function move_selection(ids: readonly string[], selected: string | undefined, by: number): string | undefined {
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at < 0) return ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}

const contact = /(?<!\d)1[3-9]\d{9}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+|(微信|weixin|wechat|vx|qq)(号|群)?\s*[:：]?\s*[a-z0-9_-]{5,}/iu;

/** Whether the words seem to hold a phone number, a mail address or an account: worth a second look. */
export function has_contact(text: string): boolean {
  return contact.test(text.normalize('NFKC'));
}
