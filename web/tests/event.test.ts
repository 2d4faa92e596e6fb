import { describe, expect, it } from 'vitest';
import { same_or_new } from '../src/form';
import { read_tickets, with_ticket, type MyTicket } from '../src/my_tickets';
import { agenda_sum } from '../src/pages/event/agenda_sum';
import { poster_lines } from '../src/pages/event/poster';
import {
  empty_form, mistakes, phone_digits, phone_groups, request_of, waiting_place, walk_in_mistakes, walk_in_of, type Form,
} from '../src/registration';
import type { Segment } from '../src/wire';

const seats = { total: 120, left: 7, waitlisted: 0 };
const good: Form = {
  attendance: 'in_person', name: ' 欧阳若水 ', phone: '138 0017 5236', email: '', organization: '', title: ' ', consent: true,
};

describe('the registration form', () => {
  it('offers the hall first, and online where there is no hall', () => {
    expect(empty_form(seats).attendance).toBe('in_person');
    expect(empty_form({ total: 0, left: 0, waitlisted: 0 }).attendance).toBe('online');
  });

  it('reads a phone number as people write it', () => {
    for (const text of ['13800175236', '138 0017 5236', '138-0017-5236', '+86 138 0017 5236', '8613800175236', '１３８００１７５２３６']) {
      expect(phone_digits(text), text).toBe('13800175236');
    }
    expect(phone_groups('13800175236')).toBe('138 0017 5236');
    expect(phone_groups('1380017')).toBe('1380017');
  });

  it('sends trimmed fields and leaves out the empty ones', () => {
    expect(mistakes(good)).toEqual({});
    expect(request_of(good)).toEqual({ attendance: 'in_person', name: '欧阳若水', phone: '13800175236', consent: true });
  });

  it('says of each field what is wrong', () => {
    expect(mistakes({ ...good, name: ' ', phone: '', consent: false }))
      .toEqual({ name: 'need_name', phone: 'need_phone', consent: 'need_consent' });
    for (const phone of ['1380017523', '138001752360', '12800175236', '23800175236', '1380017523x']) {
      expect(mistakes({ ...good, phone }).phone, phone).toBe('bad_phone');
    }
    expect(mistakes({ ...good, name: '长'.repeat(41), organization: '长'.repeat(101), title: '长'.repeat(61) }))
      .toEqual({ name: 'name_long', organization: 'organization_long', title: 'title_long' });
    expect(mistakes({ ...good, name: '𠮷'.repeat(40) })).toEqual({});
  });

  it('takes an e-mail address or none, as people type it', () => {
    for (const email of ['', ' lin@guest.example ', 'lin＠guest.example', "o'brien+a@mail.guest.example"]) expect(mistakes({ ...good, email }), email).toEqual({});
    for (const email of ['lin', 'lin@', '@guest.example', 'lin@guest', 'a b@guest.example', 'lin@guest.example\r\nBcc: x@y.cn', 'lin@例.cn']) {
      expect(mistakes({ ...good, email }).email, email).toBe('bad_email');
    }
    expect(request_of({ ...good, email: ' lin@guest.example ' })).toMatchObject({ email: 'lin@guest.example' });
    expect(walk_in_of({ ...good, email: 'lin@guest.example' })).not.toHaveProperty('email');
  });

  it('lets who comes to the door leave the phone out, but not give a wrong one', () => {
    expect(walk_in_mistakes({ ...good, phone: ' ' })).toEqual({});
    expect(walk_in_mistakes({ ...good, phone: '1380017523' })).toEqual({ phone: 'bad_phone' });
    expect(walk_in_mistakes({ ...good, phone: '', name: '', consent: false })).toEqual({ name: 'need_name', consent: 'need_consent' });
    expect(walk_in_of({ ...good, phone: '' })).toEqual({ name: '欧阳若水', consent: true });
    expect(walk_in_of(good)).toMatchObject({ phone: '13800175236' });
  });

  it('knows the place on the waiting list before it is sent', () => {
    expect(waiting_place(seats)).toBeUndefined();
    expect(waiting_place({ total: 120, left: 0, waitlisted: 4 })).toBe(5);
  });

  it('sends the same request again under the same id, and a changed one under a new id', () => {
    const first = same_or_new(undefined, request_of(good), () => 'a');
    expect(first.id).toBe('a');
    expect(same_or_new(first, request_of(good), () => 'b')).toBe(first);
    const { id: _, ...body } = first;
    const reordered = Object.fromEntries(Object.entries(body).reverse()) as typeof body;
    expect(same_or_new(first, reordered, () => 'b').id).toBe('a');
    expect(same_or_new(first, request_of({ ...good, title: '经理' }), () => 'b').id).toBe('b');
  });
});

describe('the poster', () => {
  it('stands upright with two short lines of 汉字, else lies', () => {
    expect(poster_lines('卓越城市 品质生活')).toEqual({ lines: ['卓越城市', '品质生活'], upright: true });
    expect(poster_lines('质量　标准')).toEqual({ lines: ['质量', '标准'], upright: true });
    for (const theme of ['一二三四五六七', '质量 标准 创新', 'Quality 质量', '质量2020', '']) expect(poster_lines(theme).upright, theme).toBe(false);
  });
});

describe('the sum of the agenda', () => {
  const segment = (kind: Segment['kind'], from: number, until: number): Segment =>
    ({ id: kind + from, kind, title: '', starts_at: from * 60_000, ends_at: until * 60_000, speakers: [] });

  it('counts the talks and the time from the opening to the last answer', () => {
    const agenda = [segment('check_in', -30, 0), segment('opening', 0, 5), segment('talk', 20, 60), segment('talk', 60, 95), segment('questions', 130, 165), segment('visit', 165, 200)];
    expect(agenda_sum(agenda)).toEqual({ n: 2, h: 2, m: 45 });
    expect(agenda_sum([])).toEqual({ n: 0, h: 0, m: 0 });
  });
});

describe('the tickets this device knows', () => {
  const ticket = (code: string): MyTicket => ({ code, event: '2020-3', attendance: 'in_person', name: '周敏' });

  it('stand once each, the last one first', () => {
    const list = with_ticket(with_ticket(with_ticket([], ticket('A')), ticket('B')), { ...ticket('A'), name: '新名' });
    expect(list.map((one) => [one.code, one.name])).toEqual([['A', '新名'], ['B', '周敏']]);
  });

  it('are read without what is broken', () => {
    expect(read_tickets(null)).toEqual([]);
    expect(read_tickets('{')).toEqual([]);
    expect(read_tickets('{"code":"A"}')).toEqual([]);
    expect(read_tickets(JSON.stringify([ticket('A'), { code: 1 }, null, { ...ticket('B'), attendance: 'x' }]))).toEqual([ticket('A')]);
  });
});
