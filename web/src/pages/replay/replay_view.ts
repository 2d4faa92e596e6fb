// The replay as people look at it: chapters with their ends, questions in their order, what is on at a moment. Pure.
// Positions are milliseconds from the beginning of the replay.
import type { Question, Segment } from '../../wire';
import type { Replay } from '../../wire_stream';

export interface Chapter {
  segment: Segment;
  at_ms: number;
  until_ms: number;
}
export interface Asked {
  question: Question;
  at_ms: number;
  until_ms: number; // the next question, or the end of its chapter
}
export type Row = ({ kind: 'chapter' } & Chapter) | ({ kind: 'question' } & Asked);

const by_position = (a: { at_ms: number }, b: { at_ms: number }) => a.at_ms - b.at_ms;

/** The chapters in order; one whose segment is no longer in the agenda is left out. */
export function chapters_of(replay: Replay, agenda: readonly Segment[]): Chapter[] {
  const found = replay.chapters.flatMap(({ segment, at_ms }) => {
    const known = agenda.find((one) => one.id === segment);
    return known ? [{ segment: known, at_ms: Math.max(0, at_ms) }] : [];
  }).sort(by_position);
  return found.map((one, i) => ({ ...one, until_ms: found[i + 1]?.at_ms ?? replay.duration_ms }));
}

export function asked_of(replay: Replay, chapters: readonly Chapter[]): Asked[] {
  const found = [...replay.questions].sort(by_position);
  return found.map((one, i) => {
    const next = found[i + 1]?.at_ms ?? replay.duration_ms;
    const end = chapters.find((chapter) => chapter.at_ms > one.at_ms)?.at_ms ?? replay.duration_ms;
    return { ...one, until_ms: Math.min(next, end) };
  });
}

/** Chapters and questions as one list; a chapter stands before the questions of its first moment. */
export function rows_of(chapters: readonly Chapter[], asked: readonly Asked[]): Row[] {
  const rows: Row[] = [
    ...chapters.map((one) => ({ kind: 'chapter' as const, ...one })), ...asked.map((one) => ({ kind: 'question' as const, ...one })),
  ];
  return rows.sort(by_position);
}

const slack_ms = 300; // a jump lands a little before or behind

/** What is on at a moment. */
export function on_at<T extends { at_ms: number; until_ms: number }>(list: readonly T[], at_ms: number): T | undefined {
  return list.filter((one) => one.at_ms <= at_ms + slack_ms && at_ms < one.until_ms).at(-1);
}

/** The question before the moment: the one that is on when it began a while ago, as players do. */
export function previous_of(asked: readonly Asked[], at_ms: number): Asked | undefined {
  return asked.filter((one) => one.at_ms < at_ms - 3000).at(-1);
}
export function next_of(asked: readonly Asked[], at_ms: number): Asked | undefined {
  return asked.find((one) => one.at_ms > at_ms + slack_ms);
}

/** The height of a question's stem, 0.15 to 1 of the highest. */
export function stem_height(votes: number, most_votes: number): number {
  return 0.15 + 0.85 * (most_votes > 0 ? Math.max(0, votes) / most_votes : 0);
}

/** Pieces of the bar: chapters, and what is before the first, each with its share of the whole. */
export function bars_of(chapters: readonly Chapter[], duration_ms: number): { at_ms: number; until_ms: number; chapter?: Chapter }[] {
  const first = chapters[0]?.at_ms ?? duration_ms;
  const before = first > 0 ? [{ at_ms: 0, until_ms: first }] : [];
  return [...before, ...chapters.map((chapter) => ({ at_ms: chapter.at_ms, until_ms: chapter.until_ms, chapter }))];
}

/** "2:19:24", "19:24" or "84" in an address; ms. Undefined when it is no moment. */
export function read_moment(text: string | null): number | undefined {
  if (!text || !/^\d{1,5}(:[0-5]?\d){0,2}$/.test(text)) return undefined;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
