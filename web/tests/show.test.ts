import { describe, expect, it } from 'vitest';
import { next_first } from '../src/questions';
import { crossing_ms, free_lane, may_follow, most_at_once, type Runner } from '../src/player/lanes';
import { due_between } from '../src/pages/replay/use_danmaku';
import { next_question } from '../src/pages/stage/view';
import { apply_show, empty_show, type Show } from '../src/show_state';
import type { Question } from '../src/wire';
import type { Hello, Notice, Tick } from '../src/wire_feed';

const q = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: 1, text: '问', status: 'published', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});
const words = (id: string) => ({ id, text: '好', at: 5 });
const after = (messages: (Notice | Tick | Hello)[], from: Show = empty_show) => messages.reduce(apply_show, from);

describe('what goes on around the questions', () => {
  it('comes with the snapshot and goes with a new one', () => {
    const snapshot = { event: {} as never, danmaku: { mode: 'before' as const, waiting: [words('d1')] }, next: 'q1', stage_message: { id: 'm1', text: '收尾', by: '李静', sent_at: 1 } };
    const hello = { type: 'hello', epoch: 'e', seq: 1, role: 'moderator', now: 0 } as const;
    const show = after([{ ...hello, snapshot }]);
    expect(show).toMatchObject({ mode: 'before', next: 'q1', message: { text: '收尾' }, waiting: [{ id: 'd1' }] });
    expect(after([{ ...hello, snapshot: { event: {} as never } }], show)).toEqual({ ...empty_show, reactions: show.reactions });
    expect(after([{ ...hello, recovered: true }], show)).toBe(show);
  });
  it('has each word of a tick once, and forgets what a moderator took away', () => {
    const show = after([{ type: 'tick', danmaku: [words('d1'), words('d2')], reactions: { like: 7 } }, { type: 'tick', danmaku: [words('d2')] }]);
    expect(show.recent.map((one) => one.id)).toEqual(['d1', 'd2']);
    expect(show.reactions.like).toBe(7);
    expect(after([{ seq: 2, type: 'danmaku.dropped', danmaku: { id: 'd1' } }], show).recent.map((one) => one.id)).toEqual(['d2']);
    expect(after(Array.from({ length: 300 }, (_, i): Tick => ({ type: 'tick', danmaku: [words(`d${i}`)] }))).recent).toHaveLength(120);
  });
  it('lets what waits go when it is let through or taken away', () => {
    const waiting = after([{ seq: 1, type: 'danmaku.sent', danmaku: words('d1') }, { seq: 2, type: 'danmaku.sent', danmaku: words('d2') }]);
    expect(after([{ seq: 3, type: 'danmaku.shown', danmaku: { id: 'd1' } }, { seq: 4, type: 'danmaku.dropped', danmaku: { id: 'd2' } }], waiting).waiting).toEqual([]);
  });
  it('forgets the next question when it is published no more', () => {
    const chosen = after([{ seq: 1, type: 'next.chosen', question: 'q1' }]);
    expect(after([{ seq: 2, type: 'question.edited', question: q('q1') }], chosen).next).toBe('q1');
    for (const status of ['staged', 'answered', 'rejected', 'merged', 'withdrawn'] as const)
      expect(after([{ seq: 2, type: 'question.staged', question: { id: 'q1', version: 2, status } }], chosen).next).toBeUndefined();
    expect(after([{ seq: 2, type: 'next.cleared' }], chosen).next).toBeUndefined();
  });
});

it('has the chosen question next, whatever the votes say, while it is published', () => {
  const list = [q('a', { votes: 9 }), q('b'), q('c', { status: 'pending' })];
  expect(next_question(list, 'b')?.id).toBe('b');
  expect(next_question(list, 'c')?.id).toBe('a');
  expect(next_question(list)?.id).toBe('a');
  expect(next_first(list, 'gone')).toBe(list);
});

describe('a lane', () => {
  const wide: Runner = { began_at: 0, width: 400 };
  it('takes the next words when the tail of the last is in, and nobody is caught up with', () => {
    const screen = 800;
    expect(may_follow(undefined, 100, 0, screen)).toBe(true);
    expect(may_follow(wide, 100, 100, screen)).toBe(false); // its tail is still outside
    for (const [before, width] of [[100, 700], [700, 100], [300, 300]] as const) {
      const last: Runner = { began_at: 0, width: before };
      const free = Array.from({ length: 200 }, (_, i) => i * 50).find((now) => may_follow(last, width, now, screen))!;
      // nowhere on the way does the head of the later touch the tail of the earlier
      for (let now = free; now <= crossing_ms; now += 25) {
        const tail = screen - ((screen + before) * now) / crossing_ms + before;
        const head = screen - ((screen + width) * (now - free)) / crossing_ms;
        expect(head).toBeGreaterThanOrEqual(Math.max(0, tail) - 1);
      }
    }
  });
  it('is the first that is free, or none', () => {
    expect(free_lane([wide, undefined], 100, 0, 800)).toBe(1);
    expect(free_lane([wide, wide], 100, 0, 800)).toBeUndefined();
  });
  it('bears more at once on a wider picture', () => {
    expect([most_at_once(0), most_at_once(390), most_at_once(820), most_at_once(4000)]).toEqual([3, 3, 7, 12]);
  });
});

it('runs in the replay what lies between two positions, each once', () => {
  const all = [{ ...words('a'), at_ms: 0 }, { ...words('b'), at_ms: 250 }, { ...words('c'), at_ms: 500 }];
  expect(due_between(all, 0, 250).map((one) => one.id)).toEqual(['b']);
  expect(due_between(all, 250, 500).map((one) => one.id)).toEqual(['c']);
});
