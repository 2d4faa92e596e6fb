import { describe, expect, it } from 'vitest';
import { matching } from '../src/pages/desk/delegations';
import { fields_of_row, people_in } from '../src/pages/delegation/paste';
import { delegation_mistakes, quota_in } from '../src/pages/organizer/delegation_form';
import { apply, empty_state } from '../src/state';
import type { Delegation, Event } from '../src/wire';

const plain = (text: string) => people_in(text).map(({ name, phone, title }) => [name, phone, title]);

describe('a pasted list', () => {
  it('is read from a spreadsheet, its head and numbers left out', () => {
    expect(plain('序号\t姓名\t手机\t职务\r\n1\t林一帆\t138 0013 8000\t店长\r\n2\t周敏\t\t质量经理\r\n')).toEqual([
      ['林一帆', '13800138000', '店长'], ['周敏', '', '质量经理'],
    ]);
  });

  it('is read with commas of either width, and with spaces of either width', () => {
    expect(plain('林一帆，１３８００１３８０００，店长')).toEqual([['林一帆', '13800138000', '店长']]);
    expect(plain('林一帆,店长,+86 138-0013-8000')).toEqual([['林一帆', '13800138000', '店长']]);
    expect(plain('林一帆；13800138000')).toEqual([['林一帆', '13800138000', '']]);
    expect(plain('林一帆　13800138000　质量 经理')).toEqual([['林一帆', '13800138000', '质量 经理']]);
    expect(plain('周敏 质量经理')).toEqual([['周敏', '', '质量经理']]);
    expect(plain('古丽娜尔·买买提江 138 0013 8002')).toEqual([['古丽娜尔·买买提江', '13800138002', '']]);
  });

  it('keeps a name in Latin letters whole, and drops numbering', () => {
    expect(plain('John Smith')).toEqual([['John Smith', '', '']]);
    expect(plain('1. 林一帆\n2、周敏\n3）单文\n4 王磊\n5、赵晓蕾，店长')).toEqual([
      ['林一帆', '', ''], ['周敏', '', ''], ['单文', '', ''], ['王磊', '', ''], ['赵晓蕾', '', '店长'],
    ]);
  });

  it('says at its line what is wrong, and leaves empty lines out', () => {
    const rows = people_in(`林一帆，1380013800\n\n，13800138001\n${'长'.repeat(41)}\n周敏，${'x'.repeat(61)}\n单文`);
    expect(rows.map(({ line, mistake }) => [line, mistake])).toEqual([
      [1, 'bad_phone'], [3, 'need_name'], [4, 'name_long'], [5, 'title_long'], [6, undefined],
    ]);
  });

  it('is sent without what is empty', () => {
    expect(people_in('周敏\n单文，13800138001，副总').map(fields_of_row)).toEqual([
      { name: '周敏' }, { name: '单文', phone: '13800138001', title: '副总' },
    ]);
  });
});

const delegation = (id: string, name: string, pinyin: string, more: Partial<Delegation> = {}): Delegation => ({
  id, name, pinyin, initials: pinyin.split(' ').map((word) => word[0]).join(''), quota: 10, entered: 0, admitted: 0, presence: 'missing', ...more,
});
const bailian = delegation('d1', '百联集团', 'bai lian ji tuan');
const shentong = delegation('d2', '上海申通地铁集团有限公司', 'shang hai shen tong di tie ji tuan you xian gong si');

describe('a search at the desk', () => {
  it('means a delegation by a part of its name, or the beginning of its pinyin or initials', () => {
    const found = (query: string) => matching([bailian, shentong], query).map(({ id }) => id);
    expect(found('百联')).toEqual(['d1']);
    expect(found('集团')).toEqual(['d1', 'd2']);
    expect(found('BLJ')).toEqual(['d1']);
    expect(found('bailian')).toEqual(['d1']);
    expect(found('shang hai')).toEqual(['d2']);
    expect(found('林')).toEqual([]);
    expect(found('lian')).toEqual([]);
  });
});

describe('the state of a page', () => {
  it('follows delegations and the seats they hold', () => {
    const seats = { total: 120, left: 110, waitlisted: 0 };
    const notice = (type: 'created' | 'changed' | 'removed', d: Delegation, seq: number) => ({ type: `delegation.${type}` as const, seq, delegation: d, seats });
    let state = { ...empty_state(), event: { seats: { total: 120, left: 120, waitlisted: 0 } } as Event };
    state = apply(state, notice('created', shentong, 1)) as typeof state;
    state = apply(state, notice('created', bailian, 2)) as typeof state;
    expect(state.delegations.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(state.event.seats.left).toBe(110);
    state = apply(state, notice('changed', { ...bailian, admitted: 8, presence: 'partly' }, 3)) as typeof state;
    expect(state.delegations[0]).toMatchObject({ id: 'd1', admitted: 8, presence: 'partly' });
    state = apply(state, notice('removed', bailian, 4)) as typeof state;
    expect(state.delegations.map(({ id }) => id)).toEqual(['d2']);
  });
});

it('a quota is a whole number from 1 to 1000, also in full-width figures', () => {
  expect(['10', '１０', ' 1000 ', '0', '1001', '1.5', '-1', '', 'x'].map(quota_in)).toEqual([10, 10, 1000, NaN, NaN, NaN, NaN, NaN, NaN]);
  expect(delegation_mistakes({ name: ' ', quota: 'x' })).toEqual({ name: 'need_name', quota: 'need_quota' });
  expect(delegation_mistakes({ name: 'x'.repeat(101), quota: '3' })).toEqual({ name: 'name_long' });
});
