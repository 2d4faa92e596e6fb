import { describe, expect, it } from 'vitest';
import { count_states, labels_in, rows_of, state_of } from '../src/pages/organizer/seats';
import type { SeatOfHall } from '../src/wire_seats';

const seat = (label: string, fields: Partial<SeatOfHall> = {}): SeatOfHall => ({ place: 0, label, ...fields });

describe('labels of new seats', () => {
  it('are read one to a line, between commas, from a pasted table, and as ranges', () => {
    expect(labels_in('1-1\n 1-2 ,1-3，A1、A2;B\tC').labels).toEqual(['1-1', '1-2', '1-3', 'A1', 'A2', 'B', 'C']);
    expect(labels_in('1-1…1-3').labels).toEqual(['1-1', '1-2', '1-3']);
    expect(labels_in('1-9 ~ 1-11\n贵宾1至贵宾2').labels).toEqual(['1-9', '1-10', '1-11', '贵宾1', '贵宾2']);
    expect(labels_in('A1~3').labels).toEqual(['A1', 'A2', 'A3']);
    expect(labels_in('A01..A03').labels).toEqual(['A01', 'A02', 'A03']);
    expect(labels_in('１-１…１-２').labels).toEqual(['1-1', '1-2']);
  });

  it('say what is wrong, and where', () => {
    expect(labels_in(' \n,').mistake).toBe('need_labels');
    expect(labels_in('1-1…2-3')).toMatchObject({ mistake: 'range_wrong', at: '1-1…2-3' });
    expect(labels_in('1-9…1-3').mistake).toBe('range_wrong');
    expect(labels_in('a…b…c').mistake).toBe('range_wrong');
    expect(labels_in('1-1…1-3\n1-2')).toMatchObject({ mistake: 'label_twice', at: '1-2' });
    expect(labels_in('x'.repeat(17)).mistake).toBe('label_long');
    expect(labels_in('a1…a9999').labels).toHaveLength(9999);
    expect(labels_in('a1…a9999\nb').mistake).toBe('too_many_seats');
  });
});

describe('the plan', () => {
  it('has a row for each beginning of a label, in the order of the seats', () => {
    const rows = rows_of([seat('2-1'), seat('1-1'), seat('贵宾'), seat('2-2')]);
    expect(rows.map((row) => [row.name, row.seats.map((one) => one.figure)])).toEqual([['2', ['1', '2']], ['1', ['1']], ['', ['贵宾']]]);
  });

  it('says what a seat is by who is nearest to it', () => {
    expect(state_of(seat('1'))).toBe('free');
    expect(state_of(seat('1', { reserved: true }))).toBe('reserved');
    expect(state_of(seat('1', { delegation: 'd' }))).toBe('held');
    expect(state_of(seat('1', { offered_to: 'r' }))).toBe('offered');
    expect(state_of(seat('1', { reserved: true, registration: 'r' }))).toBe('taken');
    expect(count_states([seat('1'), seat('2', { delegation: 'd' })])).toEqual({ free: 1, reserved: 0, held: 1, offered: 0, taken: 0 });
  });
});
