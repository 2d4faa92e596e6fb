import { describe, expect, it } from 'vitest';
import { clauses, words } from '../src/parts/clauses';
import { haste, next_segment, segment_clock, share_left, time_left } from '../src/parts/segment_clock';
import { staff_problem } from '../src/parts/staff_hall';
import { join_address, screen_rows } from '../src/pages/screen/rows';
import { next_question, stage_view, text_length, words_size } from '../src/pages/stage/view';
import type { Event, Question, Segment, Staff } from '../src/wire';

const q = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: 1, text: '问', status: 'published', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});
const segment = (id: string, kind: Segment['kind'], fields: Partial<Segment> = {}): Segment => ({
  id, kind, title: id, starts_at: 0, ends_at: 600_000, speakers: [{ name: '陈安迪', title: '', compere: false }, { name: '孙伟', title: '', compere: true }], ...fields,
});
const agenda = [segment('t1', 'talk'), segment('qa', 'questions'), segment('v', 'visit')];
const event = (fields: Partial<Event> = {}) => ({ status: 'live', agenda, ...fields }) as Event;

describe('the stage', () => {
  it('shows the staged question with who is asked, and the next one', () => {
    const view = stage_view(event({ current: 'qa' }), [q('a', { votes: 5 }), q('s', { status: 'staged', talk: 't1' }), q('b', { votes: 9 })]);
    expect(view).toMatchObject({ kind: 'question', question: { id: 's' }, speakers: [{ name: '陈安迪' }], next: { id: 'b' } });
  });
  it('shows the talk while no question is on, and what the agenda has next', () => {
    expect(stage_view(event({ current: 't1' }), [q('a')])).toEqual({ kind: 'segment', segment: agenda[0], then: agenda[1] });
    expect(stage_view(event({ current: 'qa' }), [q('a')])).toMatchObject({ kind: 'segment', next: { id: 'a' } });
  });
  it('never shows what is not released', () => {
    for (const status of ['pending', 'rejected', 'merged', 'withdrawn'] as const) {
      expect(JSON.stringify(stage_view(event({ current: 'qa' }), [q('secret', { status })]))).not.toContain('secret');
      expect(screen_rows([q('secret', { status })])).toEqual([]);
    }
  });
  it('knows before and after', () => {
    expect(stage_view(event({ status: 'scheduled' }), [])).toEqual({ kind: 'before' });
    expect(stage_view(event({ status: 'ended', current: 'qa' }), [])).toEqual({ kind: 'ended' });
    expect(stage_view(event({ status: 'ended', current: 'qa' }), [q('s', { status: 'staged' })])).toEqual({ kind: 'ended' });
  });
  it('has the pinned question next, else the one with most votes', () => {
    expect(next_question([q('a', { votes: 9 }), q('b', { pinned: true })])?.id).toBe('b');
    expect(next_question([q('a', { votes: 9 }), q('b', { votes: 10 })])?.id).toBe('b');
    expect(next_question([q('a', { status: 'answered' })])).toBeUndefined();
  });
  it('sets short questions larger; Latin letters count half', () => {
    expect(words_size('字'.repeat(24))).toBe(100);
    expect(words_size('字'.repeat(25))).toBe(80);
    expect(words_size('字'.repeat(48))).toBe(80);
    expect(words_size('字'.repeat(49))).toBe(64);
    expect(text_length('AI 时代')).toBe(3.5);
  });
});

describe('the time of an item', () => {
  const clock = segment_clock(event({ current: 't1', agenda: [segment('t1', 'talk', { started_at: 60_000 })] }))!;
  it('runs from when it was started, as long as planned', () => {
    expect(clock.ends_at).toBe(660_000);
    expect(time_left(clock, 60_000)).toBe(600_000);
    expect(share_left(clock, 360_000)).toBe(0.5);
    expect(share_left(clock, 9e9)).toBe(0);
  });
  it('is short under two minutes and over past zero', () => {
    expect(haste(120_000)).toBe('plenty');
    expect(haste(119_000)).toBe('short');
    expect(haste(0)).toBe('short');
    expect(haste(time_left(clock, 661_000))).toBe('over');
  });
  it('is unknown when nobody started it, and ends with the event', () => {
    expect(segment_clock(event({ current: 't1' }))).toBeUndefined();
    expect(segment_clock(event({ status: 'ended', current: 't1', agenda: [segment('t1', 'talk', { started_at: 1 })] }))).toBeUndefined();
  });
  it('is followed by the next item, before the event by the first', () => {
    expect(next_segment(event({ current: 'qa' }))?.id).toBe('v');
    expect(next_segment(event({ status: 'scheduled' }))?.id).toBe('t1');
    expect(next_segment(event({ current: 'v' }))).toBeUndefined();
  });
});

it('the big screen shows at most three, the one being answered first', () => {
  const rows = screen_rows([q('a', { votes: 1 }), q('b', { votes: 3 }), q('c', { votes: 2 }), q('s', { status: 'staged' })]);
  expect(rows.map((one) => one.id)).toEqual(['s', 'b', 'c']);
  expect(screen_rows([q('a'), q('s', { status: 'staged' })], 1).map((one) => one.id)).toEqual(['s']);
  expect(join_address({ origin: 'https://x.cn', host: 'x.cn' }, '/j/2020-3')).toEqual({ whole: 'https://x.cn/j/2020-3', read: 'x.cn/j/2020-3' });
});

describe('a line on a hall screen', () => {
  it('breaks after clauses, marks staying with the words before them', () => {
    expect(clauses('客流，人脸怎样保护？会不会告知？')).toEqual(['客流，', '人脸怎样保护？', '会不会告知？']);
    expect(clauses('他说：“好。”然后走了')).toEqual(['他说：', '“好。”', '然后走了']);
    expect(clauses('真的吗？！好')).toEqual(['真的吗？！', '好']);
    expect(clauses('Well, is it?')).toEqual(['Well, is it?']);
  });
  it('breaks no word, starts with no mark, and loses nothing', () => {
    const text = '请问“人工智能”（AI）的数据质量由谁负责、按什么标准验收？';
    const pieces = clauses(text).flatMap(words);
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece).not.toMatch(/^[，。；：！？、”）]/);
    for (const piece of pieces) expect(piece).not.toMatch(/[“（]$/);
  });
});

it('a page of staff lets in its roles and organizers of this event only', () => {
  const one = (role: Staff['role'], slug = 'e'): Staff => ({ id: 's', event: slug, role, name: '李静', page: '', joined: true });
  expect(staff_problem([one('moderator')], 'e', ['moderator'])).toBeUndefined();
  expect(staff_problem([one('organizer')], 'e', ['moderator'])).toBeUndefined();
  expect(staff_problem([one('desk')], 'e', ['moderator'])?.status).toBe(403);
  expect(staff_problem([one('organizer', 'other')], 'e', ['moderator'])?.status).toBe(401);
  expect(staff_problem([], 'e', ['moderator'])?.code).toBe('signed_out');
});
