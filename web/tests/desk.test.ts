import { describe, expect, it } from 'vitest';
import { gun_at_rest, gun_key, type GunState } from '../src/pages/desk/gun';
import { enqueue, most_waiting, read_queue, settle, type Waiting } from '../src/pages/desk/queue';
import { repeat_guard } from '../src/pages/desk/repeat';
import { scores } from '../src/pages/desk/sounds';
import { desk_label, marked_pinyin, numbered_desk, read_code, seat_parts, tone_of, typed_symbols } from '../src/pages/desk/words';

const waiting = (id: string, who: { ticket: string } | { registration: string }): Waiting => ({
  kind: 'check_in', request: { id, ...who, desk: '1号台', scanned_at: 1 }, label: id,
});

interface Pressed { state: GunState; at: number; in_field?: boolean }
function press(keys: readonly string[], gap_ms: number, from: Pressed = { state: gun_at_rest, at: 1000 }) {
  let { state, at } = from;
  let scan: string | undefined, fast: boolean | undefined;
  for (const key of keys) {
    at += gap_ms;
    const step = gun_key(state, key, at, from.in_field ?? true);
    ({ state, scan, fast } = step);
  }
  return { state, at, scan, fast };
}

describe('a scanner gun', () => {
  it('is heard when keys come at once and end with Enter', () => {
    expect(press([...'7KQ2M9XHTA', 'Enter'], 8).scan).toBe('7KQ2M9XHTA');
  });

  it('may hold Shift for capitals', () => {
    expect(press([...'7K', 'Shift', ...'Q2M9XHTA', 'Enter'], 8).scan).toBe('7KQ2M9XHTA');
  });

  it('is not heard in typing by hand', () => {
    expect(press([...'7KQ2M9XHTA', 'Enter'], 130).scan).toBeUndefined();
  });

  it('is not heard in a lone Enter or a short burst', () => {
    expect(press(['Enter'], 8).scan).toBeUndefined();
    expect(press([...'ly', 'Enter'], 8).scan).toBeUndefined();
  });

  it('begins anew after what a hand typed before it', () => {
    const typed = press([...'lin'], 130);
    expect(press([...'7KQ2M9XHTA', 'Enter'], 8, { state: typed.state, at: typed.at + 500 }).scan).toBe('7KQ2M9XHTA');
  });

  it('is not heard when Enter comes long after', () => {
    const typed = press([...'7KQ2M9XHTA'], 8);
    expect(gun_key(typed.state, 'Enter', typed.at + 400, true).scan).toBeUndefined();
  });

  it('may be slow where no field has the focus, and is then not surely a gun', () => {
    const slow = press([...'7KQ2M9XHTA', 'Enter'], 300, { state: gun_at_rest, at: 0, in_field: false });
    expect([slow.scan, slow.fast]).toEqual(['7KQ2M9XHTA', false]);
    expect(press([...'7KQ2M9XHTA', 'Enter'], 8, { state: gun_at_rest, at: 0, in_field: false }).fast).toBe(true);
    expect(press([...'7KQ2M9XHTA', 'Enter'], 1500, { state: gun_at_rest, at: 0, in_field: false }).scan).toBeUndefined();
  });
});

describe('the queue of check-ins', () => {
  it('keeps one entry for one guest', () => {
    const one = enqueue([], waiting('a', { ticket: 'T' }))!;
    expect(enqueue(one, waiting('b', { ticket: 'T' }))).toBe(one);
    expect(enqueue(one, waiting('c', { registration: 'r' }))).toHaveLength(2);
  });

  it('is bounded', () => {
    const full = Array.from({ length: most_waiting }, (_, i) => waiting(`q${i}`, { registration: `r${i}` }));
    expect(enqueue(full, waiting('more', { registration: 'more' }))).toBeUndefined();
  });

  it('gives up only what was answered', () => {
    const two = [waiting('a', { ticket: 'T' }), waiting('b', { ticket: 'U' })];
    expect(settle(two, 'a').map((one) => one.request.id)).toEqual(['b']);
  });

  it('comes back from the device as it was, without what is damaged', () => {
    const two = [waiting('a', { ticket: 'T' }), waiting('b', { registration: 'r' })];
    expect(read_queue(JSON.parse(JSON.stringify(two)))).toEqual(two);
    expect(read_queue([{ label: 'x' }, null, two[0]])).toEqual([two[0]]);
    for (const kept of [undefined, null, '', {}, 3]) expect(read_queue(kept)).toEqual([]);
  });
});

describe('a camera', () => {
  it('reads a code once while it stays in the picture, through a frame that missed it', () => {
    const news = repeat_guard();
    expect(news('A', 0)).toBe(true);
    expect(news('A', 100)).toBe(false);
    expect(news(undefined, 200)).toBe(false);
    expect(news('A', 1400)).toBe(false);
  });

  it('reads nothing while a result waits, nor the same code after it', () => {
    const news = repeat_guard();
    news('A', 0);
    for (let at = 100; at < 5000; at += 100) expect(news('A', at, true)).toBe(false);
    expect(news('A', 5000)).toBe(false);
    expect(news('B', 5100, true)).toBe(false);
    expect(news('B', 5200)).toBe(true);
  });

  it('reads it again when it has been away, and another one at once', () => {
    const news = repeat_guard();
    news('A', 0);
    expect(news('A', 1600)).toBe(true);
    expect(news('B', 1700)).toBe(true);
  });
});

describe('the words at the desk', () => {
  it('have one colour for each result', () => {
    expect(tone_of('admitted')).toBe('ok');
    expect(tone_of('already_in')).toBe('warn');
    for (const result of ['waitlisted', 'cancelled', 'online_only', 'wrong_event', 'unknown'] as const) expect(tone_of(result)).toBe('bad');
  });

  it('read a code from an address, from groups and from full-width letters', () => {
    for (const text of ['https://a.example/ticket/7KQ2M9XHTA', '7kq2m 9xhta', '７ＫＱ２Ｍ９ＸＨＴＡ']) expect(read_code(text)).toBe('7KQ2M9XHTA');
    for (const text of ['7KQ2O9XHTA', '7KQ2M', 'https://u.wechat.com/x', '']) expect(read_code(text)).toBeUndefined();
    expect(typed_symbols('7kq2m 9')).toBe('7KQ2M9');
  });

  it('name a numbered desk in the language of the page', () => {
    expect(desk_label('2号台', 'en')).toBe('Desk 2');
    expect(desk_label('2号台', 'zh')).toBe('2号台');
    expect(desk_label('东门', 'en')).toBe('东门');
    expect([numbered_desk('1 号台'), numbered_desk('李静'), numbered_desk(undefined)]).toEqual(['1号台', undefined, undefined]);
  });

  it('split a seat into row and number, and leave others whole', () => {
    expect(seat_parts('5-12')).toEqual({ row: '5', number: '12' });
    expect(seat_parts('包厢3')).toBeUndefined();
  });

  it('mark the letters that a search hit: initials or the beginning', () => {
    expect(marked_pinyin('lin yi fan', 'ly')).toEqual([{ hit: 'l', rest: 'in' }, { hit: 'y', rest: 'i' }, { hit: '', rest: 'fan' }]);
    expect(marked_pinyin('lin yi fan', 'liny')).toEqual([{ hit: 'lin', rest: '' }, { hit: 'y', rest: 'i' }, { hit: '', rest: 'fan' }]);
    expect(marked_pinyin('lin yi fan', '7719').every((word) => !word.hit)).toBe(true);
  });
});

it('the three sounds stay under 300 ms and differ in rhythm or length', () => {
  const ends = Object.values(scores).map((notes) => Math.max(...notes.map((note) => note.from_ms + note.for_ms)));
  expect(Math.max(...ends)).toBeLessThan(300);
  expect([scores.ok.length, scores.warn.length, scores.bad.length]).toEqual([1, 2, 1]);
  expect(scores.bad[0]!.for_ms).toBeGreaterThan(2 * scores.ok[0]!.for_ms);
});
