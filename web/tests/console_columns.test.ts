import { describe, expect, it } from 'vitest';
import {
  balance_of, columns_of, count_places, fits_search, follow_selection, has_contact, hold_places, move_selection,
} from '../src/pages/console/columns';
import type { Question } from '../src/wire';

const q = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: Number(id.slice(1)) || 1, text: `问${id}`, status: 'pending', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});
const ids = (list: readonly Question[]) => list.map((one) => one.id);

it('the columns hold what is to review in order of arrival, what is published by votes, what is done latest first', () => {
  const columns = columns_of([
    q('q3', { asked_at: 3 }), q('q1', { asked_at: 1 }), q('q4', { status: 'published', votes: 2 }), q('q5', { status: 'published', votes: 9 }),
    q('q6', { status: 'published', pinned: true }), q('q7', { status: 'staged' }), q('q8', { status: 'answered', answered_at: 5 }),
    q('q9', { status: 'answered', answered_at: 6 }), q('q10', { status: 'rejected' }), q('q11', { status: 'merged' }), q('q12', { status: 'withdrawn' }),
  ]);
  expect(ids(columns.pending)).toEqual(['q1', 'q3']);
  expect(columns.staged?.id).toBe('q7');
  expect(ids(columns.published)).toEqual(['q6', 'q5', 'q4']);
  expect(ids(columns.answered)).toEqual(['q9', 'q8']);
  expect(ids(columns.aside)).toEqual(['q12', 'q11', 'q10']);
});

it('what muted people ask waits apart', () => {
  const columns = columns_of([q('q1', { viewer: 'loud' }), q('q2', { viewer: 'calm' }), q('q3', { viewer: 'loud', status: 'published' })], new Set(['loud']));
  expect(ids(columns.pending)).toEqual(['q2']);
  expect(ids(columns.apart)).toEqual(['q1']);
  expect(ids(columns.published)).toEqual(['q3']);
  expect(ids(columns_of([q('q4', { held: '加微信', blocked: true }), q('q5', { held: '投诉' })]).pending)).toEqual(['q5']);
});

it('the search finds words, names, a whole number and a seat', () => {
  const one = q('q207', { text: 'AI 与质量', name: '古丽娜尔·买买提江', seat: '5-12', reply: '见网站' });
  for (const typed of ['', ' ', 'ai', '买买提', '207', '5-12', '网站']) expect(fits_search(one, typed), typed).toBe(true);
  for (const typed of ['20', '5-1', '没有']) expect(fits_search(one, typed), typed).toBe(false);
});

describe('the balance', () => {
  const taken = (hall: number, online: number) => columns_of([
    ...Array.from({ length: hall }, (_, i) => q(`h${i}`, { status: 'answered', staged_at: 1, from: 'hall' })),
    ...Array.from({ length: online }, (_, i) => q(`o${i}`, { status: 'answered', staged_at: 1 })),
    q('w', { status: 'answered', reply: '文字' }),
  ]);
  it('counts only what was on stage, and hints at the other side from two apart', () => {
    expect(balance_of(taken(2, 3))).toEqual({ hall: 2, online: 3 });
    expect(balance_of(taken(1, 3))).toEqual({ hall: 1, online: 3, hint: 'hall' });
    expect(balance_of(taken(4, 1))).toEqual({ hall: 4, online: 1, hint: 'online' });
  });
  it('counts the one on stage', () => {
    expect(balance_of(columns_of([q('s', { status: 'staged', staged_at: 1, from: 'hall' })])).hall).toBe(1);
  });
  it('has a count for every filter', () => {
    expect(count_places([q('a', { from: 'hall' }), q('b'), q('c')])).toEqual({ all: 3, hall: 1, online: 2 });
  });
});

it('rows that are read keep their places: new ones come at the end, gone ones leave', () => {
  const wanted = [q('new'), q('b'), q('a', { votes: 1 })];
  expect(ids(hold_places(['a', 'b', 'gone'], wanted))).toEqual(['a', 'b', 'new']);
});

describe('the selection', () => {
  it('stays on its question while others come and go', () => {
    expect(follow_selection(['a', 'b', 'c'], ['b', 'c', 'd'], 'b')).toBe('b');
  });
  it('goes to the next below when its question leaves, above at the end', () => {
    expect(follow_selection(['a', 'b', 'c'], ['a', 'c'], 'b')).toBe('c');
    expect(follow_selection(['a', 'b', 'c'], ['a', 'b'], 'c')).toBe('b');
    expect(follow_selection(['a'], [], 'a')).toBeUndefined();
    expect(follow_selection([], ['x'], undefined)).toBe('x');
  });
  it('moves and stops at the ends', () => {
    expect(move_selection(['a', 'b', 'c'], 'a', 1)).toBe('b');
    expect(move_selection(['a', 'b', 'c'], 'c', 1)).toBe('c');
    expect(move_selection(['a', 'b', 'c'], 'b', -Infinity)).toBe('a');
    expect(move_selection(['a', 'b', 'c'], undefined, 1)).toBe('a');
    expect(move_selection([], undefined, 1)).toBeUndefined();
  });
});

it('contact details in a question are seen, figures that are none are not', () => {
  for (const text of ['请加13912340021', '微信 quality_2020', 'VX：abc12345', 'a.b@example.com', '１３９１２３４００２１']) expect(has_contact(text), text).toBe(true);
  for (const text of ['2020年第3期', '编号 20200922140000', '微信公众号在哪里', '有没有 QQ 群']) expect(has_contact(text), text).toBe(false);
});
