import { describe, expect, it } from 'vitest';
import { act_of } from '../src/pages/console/keys';
import { can, merge_target, moved_since, no_longer_next, undo_order, way, type PlainCommand, type Trace } from '../src/pages/console/steps';
import type { Question, QuestionStatus } from '../src/wire';

const q = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: 1, text: '问', status: 'pending', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});

/** The server's rule for what a command makes of a status; undefined where it refuses. */
function after(now: QuestionStatus, act: PlainCommand): QuestionStatus | undefined {
  const open = ['pending', 'published', 'staged', 'answered'].includes(now);
  switch (act) {
    case 'approve': return now === 'pending' ? 'published' : undefined;
    case 'reject': return open && now !== 'staged' ? 'rejected' : undefined;
    case 'stage': return ['pending', 'published', 'answered'].includes(now) ? 'staged' : undefined;
    case 'answer': return ['staged', 'published'].includes(now) ? 'answered' : undefined;
    case 'merge': return ['pending', 'published'].includes(now) ? 'merged' : undefined;
    case 'restore': return now === 'pending' ? undefined : ['staged', 'answered'].includes(now) ? 'published' : 'pending';
  }
}

describe('the way back', () => {
  const all: QuestionStatus[] = ['pending', 'published', 'staged', 'answered', 'rejected', 'merged', 'withdrawn'];
  it('from every status to every one that a moderator can reach holds only commands the server takes', () => {
    for (const from of all) {
      for (const to of ['pending', 'published', 'staged', 'answered', 'rejected', 'merged'] as const) {
        let now: QuestionStatus | undefined = from;
        for (const act of way(from, to) ?? []) now = now && after(now, act);
        expect(now, `${from} to ${to}`).toBe(to);
      }
    }
  });
  it('does not lead into what only the asker does', () => expect(way('pending', 'withdrawn')).toBeUndefined());
  it('says which question was the next one and is not any more', () => {
    const traces = [trace('a', 'published', 'staged'), trace('b', 'staged', 'answered')];
    expect(no_longer_next(traces, 'a')).toBe('a');
    expect(no_longer_next([trace('a', 'pending', 'published')], 'a')).toBeUndefined();
    expect(no_longer_next(traces, undefined)).toBeUndefined();
  });

  const trace = (id: string, before: QuestionStatus, now: QuestionStatus): Trace => ({
    id, before: { status: before, text: '问' }, after: { status: now, text: '问' },
  });
  it('clears the stage before the one taken down returns to it', () => {
    const order = undo_order([trace('old', 'staged', 'answered'), trace('new', 'published', 'staged')]);
    expect(order.map((one) => one.id)).toEqual(['new', 'old']);
  });
  it('is closed when somebody changed the question since', () => {
    const traces = [trace('a', 'pending', 'published')];
    expect(moved_since(traces, new Map([['a', q('a', { status: 'published', votes: 7, version: 9 })]]))).toBeUndefined();
    for (const change of [{ status: 'answered' as const }, { text: '别的' }, { pinned: true }, { talk: 's1' }, { merged_into: 'b' }, { reason: '别的' }]) {
      expect(moved_since(traces, new Map([['a', q('a', { status: 'published', ...change })]]))?.id).toBe('a');
    }
    expect(moved_since(traces, new Map())?.id).toBe('a');
  });
});

it('a merge keeps a published text before a pending one, else the earliest', () => {
  expect(merge_target([q('a', { number: 1 }), q('b', { number: 2, status: 'published' })])?.id).toBe('b');
  expect(merge_target([q('a', { number: 2 }), q('b', { number: 1 })])?.id).toBe('b');
  expect(merge_target([])).toBeUndefined();
});

it('a question on stage is not rejected by a slip, and a rejected one not approved', () => {
  expect(can('reject', 'staged')).toBe(false);
  expect(can('approve', 'rejected')).toBe(false);
  expect(can('restore', 'rejected')).toBe(true);
  expect(can('down', 'staged')).toBe(true);
});

describe('a key', () => {
  const press = (key: string, more = {}) => act_of({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
  it('means the same in both cases and with a Chinese input method on', () => {
    expect(press('a')).toBe('approve');
    expect(press('A')).toBe('approve');
    expect(press('Process', { code: 'KeyA' })).toBe('approve');
    expect(press('？')).toBe('help');
  });
  it('with Ctrl, Alt or the command key is the browser’s', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey']) expect(press('r', { [held]: true })).toBeUndefined();
  });
  it('Tab changes the column, with Shift back', () => {
    expect(press('Tab')).toBe('next_column');
    expect(press('Tab', { shiftKey: true })).toBe('previous_column');
    expect(press('q')).toBeUndefined();
  });
});
