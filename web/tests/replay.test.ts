import { describe, expect, it } from 'vitest';
import { worth_keeping } from '../src/pages/replay/place';
import {
  asked_of, bars_of, chapters_of, next_of, on_at, previous_of, read_moment, rows_of, stem_height,
} from '../src/pages/replay/replay_view';
import { Problem } from '../src/problem';
import { replay_state } from '../src/replay';
import type { Question, Segment } from '../src/wire';
import type { Replay } from '../src/wire_stream';

const minute = 60_000;
const segment = (id: string): Segment => ({ id, kind: 'talk', title: id, starts_at: 0, ends_at: 1, speakers: [] });
const question = (id: string, votes = 0): Question =>
  ({ id, number: 1, text: id, status: 'answered', votes, version: 1, from: 'hall', asked_at: 0 });
const replay: Replay = {
  ready: true, starts_at: 0, duration_ms: 60 * minute, download_bytes: 1,
  chapters: [{ segment: 'two', at_ms: 20 * minute }, { segment: 'one', at_ms: 5 * minute }, { segment: 'gone', at_ms: 30 * minute }],
  questions: [{ question: question('b', 9), at_ms: 45 * minute }, { question: question('a', 3), at_ms: 15 * minute }],
  gaps: [],
};
const chapters = chapters_of(replay, [segment('one'), segment('two')]);
const asked = asked_of(replay, chapters);

describe('the replay', () => {
  it('has its chapters in order, each up to the next; one without a segment is left out', () => {
    expect(chapters.map((one) => [one.segment.id, one.at_ms / minute, one.until_ms / minute])).toEqual([['one', 5, 20], ['two', 20, 60]]);
  });

  it('lets a question last to the next one or to the end of its chapter', () => {
    expect(asked.map((one) => [one.question.id, one.until_ms / minute])).toEqual([['a', 20], ['b', 60]]);
  });

  it('lists both together', () => {
    expect(rows_of(chapters, asked).map((row) => `${row.kind} ${row.at_ms / minute}`)).toEqual(['chapter 5', 'question 15', 'chapter 20', 'question 45']);
  });

  it('knows what is on, also just before a jump has landed', () => {
    expect(on_at(chapters, 0)).toBeUndefined();
    expect(on_at(chapters, 5 * minute - 200)?.segment.id).toBe('one');
    expect(on_at(asked, 30 * minute)).toBeUndefined();
    expect(on_at(asked, 50 * minute)?.question.id).toBe('b');
  });

  it('goes to the next question, and back to the one that is on before the one before', () => {
    expect(next_of(asked, 0)?.question.id).toBe('a');
    expect(next_of(asked, 15 * minute)?.question.id).toBe('b');
    expect(next_of(asked, 50 * minute)).toBeUndefined();
    expect(previous_of(asked, 46 * minute)?.question.id).toBe('b');
    expect(previous_of(asked, 45 * minute + 1000)?.question.id).toBe('a');
    expect(previous_of(asked, 0)).toBeUndefined();
  });

  it('is drawn without a hole before the first chapter, and as one bar without chapters', () => {
    expect(bars_of(chapters, 60 * minute).map((bar) => bar.at_ms / minute)).toEqual([0, 5, 20]);
    expect(bars_of([], 60 * minute)).toEqual([{ at_ms: 0, until_ms: 60 * minute }]);
  });

  it('gives a stem to every question, the highest to the most wanted', () => {
    expect(stem_height(9, 9)).toBe(1);
    expect(stem_height(0, 9)).toBe(0.15);
    expect(stem_height(0, 0)).toBe(0.15);
  });

  it('reads the moment of a shared link', () => {
    expect(['2:19:24', '19:24', '84', '0:05'].map(read_moment)).toEqual([8_364_000, 1_164_000, 84_000, 5000]);
    for (const bad of [null, '', 'x', '1:99', '1:2:3:4', '-5']) expect(read_moment(bad)).toBeUndefined();
  });

  it('keeps a place that is worth it', () => {
    expect([10_000, 600_000, 60 * minute - 5000].map((at) => worth_keeping(at, 60 * minute))).toEqual([false, true, false]);
  });

  it('is told from its absence', () => {
    const refused = (status: number) => new Problem({ code: 'x', message: 'x' }, status);
    expect([replay, { ready: false } as const, refused(409), refused(404), refused(0), refused(503)].map(replay_state))
      .toEqual(['ready', 'preparing', 'not_over', 'none', 'failed', 'failed']);
  });
});
