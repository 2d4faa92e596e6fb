import { describe, expect, it } from 'vitest';
import * as f from '../src/format';
import { pick_language } from '../src/language';
import { match_page } from '../src/pages';
import { new_id } from '../src/ids';

const at = Date.UTC(2020, 8, 22, 6, 5, 9); // 14:05:09 in Shanghai

describe('times of Asia/Shanghai', () => {
  it('are shown with 24 hours and in both languages', () => {
    expect(f.clock(at)).toBe('14:05');
    expect(f.clock_seconds(at)).toBe('14:05:09');
    expect(f.clock(Date.UTC(2020, 8, 22, 16, 0))).toBe('00:00');
    expect(f.day(at, 'zh')).toBe('2020年9月22日 周二');
    expect(f.date(Date.UTC(2026, 0, 4), 'en')).toBe('4 Jan 2026');
    expect(f.day(at, 'en')).toBe('22 Sept 2020, Tue');
    expect(f.clock_range(at, at + 60_000)).toBe('14:05–14:06');
  });

  it('go into a datetime field and back', () => {
    expect(f.input_time(at)).toBe('2020-09-22T14:05');
    expect(f.from_input_time('2020-09-22T14:05')).toBe(at - 9000);
    expect(f.from_input_time('soon')).toBeNaN();
  });

  it('count down and past zero', () => {
    expect([760_000, 3_725_000, 999, -7400, -300].map(f.duration)).toEqual(['12:40', '1:02:05', '0:00', '-0:07', '0:00']);
  });
});

it('counts are exact with commas, rough ones in 万', () => {
  expect(f.count(54321)).toBe('54,321');
  expect(f.rough_count(55042, 'zh')).toBe('5.5万');
  expect(f.rough_count(9999, 'zh')).toBe('9,999');
  expect(f.rough_count(55042, 'en')).toBe('55,042');
});

it('seats become rows and seats, any other text stays', () => {
  expect(f.seat('5-12', 'zh')).toBe('5排12座');
  expect(f.seat('5-12', 'en')).toBe('Row 5, seat 12');
  expect(f.seat('贵宾席', 'zh')).toBe('贵宾席');
});

it('ticket codes are shown in fives and read from addresses, groups and small letters', () => {
  expect(f.ticket_code('7kq2m9xhta')).toBe('7KQ2M 9XHTA');
  for (const text of ['7KQ2M9XHTA', '7kq2m 9xhta', 'https://hall.example/ticket/7KQ2M9XHTA?x=1']) {
    expect(f.read_ticket_code(text)).toBe('7KQ2M9XHTA');
  }
  for (const text of ['', '7KQ2M9XHT', '7KQ2M9XHTI', '0KQ2M9XHTA', 'https://else.example/']) {
    expect(f.read_ticket_code(text)).toBeUndefined();
  }
});

it('talk titles break after ——, unit names after 公司 and the like but leave no stump', () => {
  expect(f.title_pieces('大循环双循环——上海商业新发展', true)).toEqual(['《大循环双循环——', '上海商业新发展》']);
  expect(f.title_pieces('互动问答', false)).toEqual(['互动问答']);
  expect(f.unit_pieces('帷幄匠心科技有限公司联合创始人 CEO')).toEqual(['帷幄匠心科技', '有限公司', '联合创始人 CEO']);
  expect(f.unit_pieces('百联集团股份有限公司')).toEqual(['百联集团', '股份有限公司']);
  expect(f.unit_pieces('中国（上海）自由贸易试验区管理委员会保税区管理局')).toEqual(['中国（上海）自由贸易试验区', '管理委员会', '保税区', '管理局']);
  expect(f.unit_pieces('上海区块链协会')).toEqual(['上海区块链协会']);
  expect(f.unit_pieces('上海市市场监督管理局')).toEqual(['上海市市场监督管理局']);
  expect(f.unit_pieces('某某公司部')).toEqual(['某某公司部']);
});

it('a person’s name breaks behind its ·, a space or a hyphen, and nowhere else', () => {
  expect(f.name_pieces('古丽娜尔·买买提江·阿卜杜热合曼')).toEqual(['古丽娜尔·', '买买提江·', '阿卜杜热合曼']);
  expect(f.name_pieces('Jean-Luc Picard')).toEqual(['Jean-', 'Luc ', 'Picard']);
  expect(f.name_pieces('林一帆')).toEqual(['林一帆']);
});

it('汉字 and Latin letters have the same gap, typed or not', () => {
  expect(f.spaced('公司CEO')).toBe('公司 CEO');
  expect(f.spaced('联合创始人 CEO')).toBe('联合创始人 CEO');
  expect(f.spaced('SAP中国CTO兼3M顾问')).toBe('SAP 中国 CTO 兼3M 顾问');
});

it('the language comes from the address, then the kept choice, then the browser, then Chinese', () => {
  expect(pick_language('?lang=en', 'zh', ['zh-CN'])).toBe('en');
  expect(pick_language('?lang=fr', 'zh', ['en-GB'])).toBe('zh');
  expect(pick_language('', null, ['fr', 'en-GB'])).toBe('en');
  expect(pick_language('', null, ['fr'])).toBe('zh');
});

it('addresses find their pages, others the not-found page', () => {
  const found = (path: string) => [match_page(path).row.name, match_page(path).params];
  expect(found('/')).toEqual(['events', {}]);
  expect(found('/e/2020-3/')).toEqual(['event', { slug: '2020-3' }]);
  expect(found('/e/2020-3/live')).toEqual(['viewer', { slug: '2020-3' }]);
  expect(match_page('/j/2020-3').row.from_hall).toBe(true);
  expect(found('/ticket/7KQ2M9XHTA')).toEqual(['ticket', { code: '7KQ2M9XHTA' }]);
  expect(found('/e/%zz')[0]).toBe('not-found');
  expect(found('/e/2020-3/nowhere')[0]).toBe('not-found');
});

it('ids fit the protocol and do not repeat', () => {
  const ids = Array.from({ length: 1000 }, new_id);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
