import { describe, expect, it } from 'vitest';
import { by_votes, hold_order, merge_question, newest_first, on_stage, sorted } from '../src/questions';
import { vote_refused, vote_sent, vote_taken } from '../src/ballots';
import { apply, apply_answer, empty_state, server_now, type HallState } from '../src/state';
import type { Event, Guest, Question, Role } from '../src/wire';
import type { Hello, QuestionNoticeType } from '../src/wire_feed';

const event = {
  slug: '2020-3', status: 'scheduled', agenda: [{ id: 's1' }, { id: 's2' }], seats: { total: 2, left: 2, waitlisted: 0 },
} as unknown as Event;
const q = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: 1, text: `问${id}`, status: 'published', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});
const joined = (role: Role, questions: Question[] = [], more: Partial<Hello> = {}): HallState => apply(empty_state(), {
  type: 'hello', epoch: 'e', seq: 1, role, now: 5000, snapshot: { event, questions, viewers: 3 }, ...more,
}, 2000);
let seq = 1;
const news = (state: HallState, type: QuestionNoticeType, question: Partial<Question> & Pick<Question, 'id' | 'status' | 'version'>) =>
  apply(state, { seq: ++seq, type, question });

describe('questions as the public sees them', () => {
  it('leave the list when rejected, withdrawn, merged or pending, and come back when published', () => {
    for (const status of ['rejected', 'withdrawn', 'merged', 'pending'] as const) {
      let state = joined('viewer', [q('a')]);
      state = news(state, 'question.rejected', { id: 'a', status, version: 2 });
      expect(state.questions.has('a')).toBe(false);
      state = news(state, 'question.published', q('a', { version: 4 }));
      expect(state.questions.get('a')?.version).toBe(4);
    }
  });

  it('stay in mine with what became of them', () => {
    let state = joined('viewer', [], { mine: { questions: [q('a', { status: 'pending' })], votes: ['z'] } });
    expect(state.votes.has('z')).toBe(true);
    state = news(state, 'question.rejected', { id: 'a', status: 'rejected', version: 2 });
    expect(state.mine.get('a')).toMatchObject({ text: '问a', status: 'rejected' });
    expect(state.questions.size).toBe(0);
    state = news(state, 'question.asked', q('b', { status: 'pending' }));
    expect([...state.mine.keys()]).toEqual(['a', 'b']);
    expect(state.questions.size).toBe(0);
  });

  it('of others never become mine', () => {
    const state = news(joined('viewer'), 'question.published', q('a'));
    expect(state.mine.size).toBe(0);
    expect(state.questions.size).toBe(1);
  });

  it('that are partial and unknown are passed over', () => {
    expect(news(joined('viewer'), 'question.staged', { id: 'x', status: 'staged', version: 3 }).questions.size).toBe(0);
  });
});

it('a moderator keeps rejected questions and what only moderators are told', () => {
  let state = joined('moderator', [q('a', { status: 'pending', viewer: 'v1', original: '原文' })]);
  state = news(state, 'question.rejected', q('a', { status: 'rejected', version: 2 }));
  expect(state.questions.get('a')).toMatchObject({ status: 'rejected', viewer: 'v1', original: '原文' });
});

it('a whole question replaces the known one, partial news overlays it, older news changes nothing', () => {
  const known = q('a', { pinned: true, version: 3 });
  expect(merge_question(known, q('a', { version: 4 }))?.pinned).toBeUndefined();
  expect(merge_question(known, { id: 'a', status: 'staged', version: 4 })).toMatchObject({ pinned: true, text: '问a' });
  expect(merge_question(known, q('a', { version: 2, text: '旧' }))).toBe(known);
});

describe('sums and the event', () => {
  it('ticks set viewers and votes, in mine too, and touch nothing unknown', () => {
    let state = joined('viewer', [q('a')], { mine: { questions: [q('a')], votes: [] } });
    const before = state.questions;
    state = apply(state, { type: 'tick', votes: { a: 7, nobody: 3 } });
    expect([state.viewers, state.questions.get('a')?.votes, state.mine.get('a')?.votes]).toEqual([3, 7, 7]);
    expect(before.get('a')?.votes).toBe(0);
    expect(state.questions.has('nobody')).toBe(false);
    expect(apply(state, { type: 'tick', viewers: 9 }).viewers).toBe(9);
  });

  it('follows the stream, the segment and the seats', () => {
    let state = joined('organizer');
    state = apply(state, { seq: 2, type: 'stream.started', live_since: 77 });
    state = apply(state, { seq: 3, type: 'segment.started', segment: 's2', started_at: 78 });
    state = apply(state, { seq: 4, type: 'registration.created', guest: {} as Guest, seats: { total: 2, left: 1, waitlisted: 0 }, online: 4 });
    state = apply(state, { seq: 5, type: 'registration.created', guest: {} as Guest, online: 5 }); // online, which takes no seat
    expect(state.event).toMatchObject({ status: 'live', live_since: 77, current: 's2', seats: { left: 1 }, online: 5 });
    expect(state.event?.agenda[1]?.started_at).toBe(78);
    expect(event.status).toBe('scheduled');
    expect(apply(state, { seq: 6, type: 'stream.ended', ended_at: 90 }).event?.status).toBe('ended');
  });

  it('counts arrivals per desk once and keeps the latest on top', () => {
    const guest = (registration: string) => ({ registration, desk: '1', name: registration }) as Guest;
    let state = joined('desk', [], { snapshot: { event, arrivals: { admitted: 0, expected: 3, desks: [], recent: [], conflict_count: 0, conflicts: [] } } });
    for (const name of ['甲', '乙', '乙']) {
      state = apply(state, { seq: ++seq, type: 'check_in.admitted', guest: guest(name), arrivals: { admitted: 2, expected: 3 } });
    }
    expect(state.arrivals).toMatchObject({ admitted: 2, desks: [{ desk: '1', admitted: 2 }] });
    expect(state.arrivals?.recent.map((g) => g.name)).toEqual(['乙', '甲']);
    for (const name of ['甲', '乙']) {
      state = apply(state, { seq: ++seq, type: 'check_in.undone', guest: guest(name), desk: '1', arrivals: { admitted: 0, expected: 3 } });
    }
    expect(state.arrivals).toEqual({ admitted: 0, expected: 3, desks: [], recent: [], conflict_count: 0, conflicts: [] });
  });

  it('a notice it does not know changes nothing', () => {
    const state = joined('viewer');
    expect(apply(state, { seq: 9, type: 'moon.rose' } as never)).toBe(state);
  });

  it('a recovered hello keeps what is known, and the server clock is measured', () => {
    const state = joined('viewer', [q('a')]);
    const back = apply(state, { type: 'hello', epoch: 'e', seq: 1, role: 'viewer', now: 9000, recovered: true }, 4000);
    expect(back.questions.size).toBe(1);
    expect(server_now(back, 10_000)).toBe(15_000);
  });
});

it('a guest who was erased has no name any more among the arrivals', () => {
  const guest = (registration: string, name: string) => ({ registration, name, desk: '1' }) as Guest;
  const arrivals = { admitted: 2, expected: 2, desks: [], recent: [guest('r1', '林一帆'), guest('r2', '赵晓蕾')], conflict_count: 0, conflicts: [] };
  let state = joined('desk', [], { snapshot: { event, questions: [], viewers: 0, arrivals } });
  state = apply(state, { seq: ++seq, type: 'registration.changed', guest: guest('r1', '—'), seats: event.seats, online: 0 });
  expect(state.arrivals?.recent.map((one) => one.name)).toEqual(['—', '赵晓蕾']);
});

it('an answer to ask is mine at once, and a moderator sees the conflicting question', () => {
  expect(apply_answer(joined('viewer'), { question: q('a', { status: 'pending' }) }).mine.has('a')).toBe(true);
  expect(apply_answer(joined('moderator', [q('a')]), { question: q('a', { version: 5 }) }).questions.get('a')?.version).toBe(5);
});

it('what one has sent is on the own page at once, whoever else is shown it', () => {
  const own = q('a', { status: 'published' });
  const asked = apply_answer(joined('viewer'), { question: own });
  expect(asked.questions.get('a')?.status).toBe('published');
  expect(apply_answer(asked, { question: q('a', { status: 'withdrawn', version: 2 }) }).questions.has('a')).toBe(false);
  const again = joined('viewer', [], { mine: { questions: [own, q('b', { status: 'pending' })], votes: [] } });
  expect([...again.questions.keys()]).toEqual(['a']);
  const said = apply_answer(asked, { danmaku: { id: 'd1', text: '好', at: 1 }, status: 'shown' });
  expect(said.show.recent.length).toBe(1);
  expect(apply(said, { type: 'tick', danmaku: [{ id: 'd1', text: '好', at: 1 }] }).show.recent.length).toBe(1);
  expect(apply_answer(asked, { danmaku: { id: 'd2', text: '好', at: 1 }, status: 'waiting' }).show.recent.length).toBe(0);
});

const sums = (state: HallState) => [state.votes.has('a'), state.questions.get('a')?.votes];
const with_five = () => joined('viewer', [q('a', { votes: 5 })], { mine: { questions: [], votes: [] } });

it('a vote is shown at once, and the tick says what the sum really is', () => {
  const state = vote_sent(with_five(), 'a', true);
  expect(sums(state)).toEqual([true, 6]);
  expect(vote_sent(state, 'a', true)).toBe(state);
  expect(sums(vote_taken(state, 'a', true))).toEqual([true, 6]);
  expect(sums(vote_taken(apply(state, { type: 'tick', votes: { a: 9 } }), 'a', true))).toEqual([true, 9]);
  expect(sums(vote_sent(state, 'a', false))).toEqual([false, 5]);
});

it('a vote that was refused leaves the sum as the server told it last', () => {
  const state = vote_sent(with_five(), 'a', true);
  expect(sums(vote_refused(state, 'a', true))).toEqual([false, 5]);
  const told = apply(state, { type: 'tick', votes: { a: 6 } }); // another's vote, as many as was guessed
  expect(sums(vote_refused(told, 'a', true))).toEqual([false, 6]);
});

it('a vote and its taking back are refused together, and nothing is left of them', () => {
  const both = vote_sent(vote_sent(with_five(), 'a', true), 'a', false);
  expect(sums(vote_refused(vote_refused(both, 'a', true), 'a', false))).toEqual([false, 5]);
  expect(sums(vote_taken(vote_taken(both, 'a', true), 'a', false))).toEqual([false, 5]);
});

it('a vote on its way is shown also when a snapshot does not know it yet', () => {
  const sent = vote_sent(with_five(), 'a', true);
  const again = apply(sent, { type: 'hello', epoch: 'e', seq: 9, role: 'viewer', now: 1, snapshot: { event, questions: [q('a', { votes: 5 })] }, mine: { questions: [], votes: [] } });
  expect(sums(again)[0]).toBe(true);
  expect(sums(vote_taken(again, 'a', true))[0]).toBe(true);
  expect(sums(vote_refused(again, 'a', true))).toEqual([false, 5]);
});

describe('a vote for a question that is merged', () => {
  const there = () => joined('viewer', [q('a'), q('b'), q('c')], { mine: { questions: [], votes: [] } });
  const voted = () => vote_taken(vote_sent(there(), 'a', true), 'a', true);
  const merge = (state: HallState, id: string, into: string, version = 2) => news(state, 'question.merged', { id, status: 'merged', version, merged_into: into });
  const votes = (state: HallState) => [...state.votes].sort();

  it('counts for what it was merged into, and goes back', () => {
    const once = merge(voted(), 'a', 'b');
    expect(votes(once)).toEqual(['a', 'b']);
    const twice = merge(once, 'b', 'c');
    expect(votes(twice)).toEqual(['a', 'b', 'c']);
    expect(votes(news(twice, 'question.restored', { id: 'a', status: 'pending', version: 3 }))).toEqual(['a']);
    expect(votes(news(twice, 'question.restored', { id: 'b', status: 'pending', version: 3 }))).toEqual(['a', 'b']);
  });

  it('is taken back with the vote for that one, as the server says', () => {
    const sent = vote_sent(merge(voted(), 'a', 'b'), 'b', false);
    expect(votes(sent)).toEqual([]);
    expect(votes(vote_taken(sent, 'b', false, ['a']))).toEqual([]);
    expect(votes(vote_refused(sent, 'b', false))).toEqual(['a', 'b']);
  });

  it('stays when it was merged only after the other vote had been taken back', () => {
    const sent = vote_sent(vote_taken(vote_sent(voted(), 'b', true), 'b', true), 'b', false);
    expect(votes(vote_taken(merge(sent, 'a', 'b'), 'b', false, ['b']))).toEqual(['a', 'b']);
  });

  it('is not lost with another vote that is refused', () => {
    const sent = vote_sent(voted(), 'b', true);
    expect(votes(vote_refused(merge(sent, 'a', 'b'), 'b', true))).toEqual(['a', 'b']);
  });

  it('is known from a snapshot', () => {
    const state = joined('viewer', [q('c')], { mine: { questions: [], votes: ['a'], merged: { a: 'b', b: 'c' } } });
    expect(votes(state)).toEqual(['a', 'b', 'c']);
    expect(votes(news(state, 'question.restored', { id: 'b', status: 'pending', version: 3 }))).toEqual(['a', 'b']);
  });
});

it('a moderator’s page knows which question another has open, until the line is lost', () => {
  const me = joined('moderator', [q('a')], { staff: { id: 'm1' } as never });
  const open = apply(me, { type: 'presence', open: [{ staff: 'm1', name: '我', question: 'b' }, { staff: 'm2', name: '王磊', question: 'a' }] });
  expect([...open.opened]).toEqual([['a', '王磊']]);
  expect(apply(open, { type: 'presence', open: [] }).opened.size).toBe(0);
  expect(apply(open, { type: 'hello', epoch: 'e', seq: 2, role: 'moderator', now: 1, recovered: true }).opened.size).toBe(0);
});

it('a moderator’s page knows who is muted', () => {
  const state = joined('moderator', [], { snapshot: { event, questions: [], muted: ['v1'] } });
  const more = apply(state, { seq: 2, type: 'viewer.muted', viewer: 'v2' });
  expect([...more.muted]).toEqual(['v1', 'v2']);
  expect([...apply(more, { seq: 3, type: 'viewer.unmuted', viewer: 'v1' }).muted]).toEqual(['v2']);
});

it('orders pinned first, then votes, then the earlier; newest first is by publication', () => {
  const list = [q('late', { votes: 5, asked_at: 9 }), q('early', { votes: 5, asked_at: 2 }), q('pin', { pinned: true }), q('top', { votes: 8 })];
  expect(sorted(list, by_votes).map((x) => x.id)).toEqual(['pin', 'top', 'early', 'late']);
  const published = [q('x', { asked_at: 1, published_at: 9 }), q('y', { asked_at: 5, published_at: 6 })];
  expect(sorted(published, newest_first).map((x) => x.id)).toEqual(['x', 'y']);
  expect(on_stage([q('a'), q('b', { status: 'staged' })])?.id).toBe('b');
});

it('holds the order under a reader: rows keep their places, new ones wait and are counted', () => {
  const held = hold_order(['a', 'gone', 'b'], [q('b', { votes: 9 }), q('new'), q('a')]);
  expect(held.rows.map((x) => [x.id, x.votes])).toEqual([['a', 0], ['b', 9]]);
  expect(held.fresh).toBe(1);
});
