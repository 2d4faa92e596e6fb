import { expect, it } from 'vitest';
import { unit_pieces } from '../src/format';
import { correction_mistakes, correction_of } from '../src/pages/ticket/correction';
import { broken } from '../src/pages/ticket/picture';
import { seat_pieces } from '../src/pages/ticket/seat_pieces';
import { way_in } from '../src/pages/ticket/way_in';
import type { Ticket } from '../src/wire';

it('a seat of row and number is taken apart, any other text is not', () => {
  expect(seat_pieces('5-12')).toEqual({ row: '5', seat: '12' });
  for (const seat of [undefined, '', 'VIP', '5-', 'A-3', '5-12-1']) expect(seat_pieces(seat), seat).toBeUndefined();
});

it('a line of the picture breaks between pieces, and inside one only when it must', () => {
  const measure = (text: string) => [...text].length;
  expect(broken(unit_pieces('上海申通地铁集团有限公司运营管理中心质量管理部'), 20, measure)).toEqual(['上海申通地铁集团有限公司运营管理中心', '质量管理部']);
  expect(broken(['一二三四五六七'], 3, measure)).toEqual(['一二三', '四五六', '七']);
  expect(broken(['一二', '三四五'], 4, measure)).toEqual(['一二', '三四五']);
  expect(broken([], 4, measure)).toEqual([]);
});

it('who waits is led to the live page only while there is something to watch', () => {
  const ticket = { code: 'c', status: 'waitlisted', attendance: 'in_person' } as Ticket;
  for (const status of ['waitlisted', 'requested'] as const) {
    expect(way_in({ ...ticket, status }, { status: 'scheduled' })).toBeUndefined();
    expect(way_in({ ...ticket, status }, { status: 'live' })).toEqual({ page: 'live', words: 'watch_first' });
  }
  expect(way_in({ ...ticket, status: 'requested' }, { status: 'live', access: { kind: 'registered', version: 1 } })).toBeUndefined();
});

it('after the end a ticket leads nowhere', () => {
  const ticket = { code: 'c', status: 'confirmed', attendance: 'in_person', admitted_at: 1 } as Ticket;
  expect(way_in(ticket, { status: 'live' })).toEqual({ page: 'join', words: 'ask_from_seat' });
  expect(way_in(ticket, { status: 'ended' })).toBeUndefined();
  expect(way_in({ ...ticket, status: 'cancelled' }, { status: 'ended' })).toBeUndefined();
});

it('a phone and an address that are left empty stay, new ones are checked as at the registration, and one is removed only when told so', () => {
  const kept = { attendance: 'in_person', name: '林一帆', organization: '', title: '', phone: ' ', email: '', no_email: false } as const;
  expect(correction_mistakes(kept)).toEqual({});
  expect(correction_of(kept)).toEqual({ attendance: 'in_person', name: '林一帆' });
  const other = { ...kept, phone: '+86 138-0017-5236', email: ' lin@guest.example ' };
  expect(correction_mistakes(other)).toEqual({});
  expect(correction_of(other)).toMatchObject({ phone: '13800175236', email: 'lin@guest.example' });
  expect(correction_mistakes({ ...kept, name: '', phone: '1380017523', email: 'lin@guest' })).toEqual({ name: 'need_name', phone: 'bad_phone', email: 'bad_email' });
  expect(correction_mistakes({ ...kept, email: 'lin@', no_email: true })).toEqual({});
  expect(correction_of({ ...other, no_email: true })).toMatchObject({ email: '' });
});
