import { expect, it } from 'vitest';
import { lines_of, merged, words_in, words_of } from '../src/pages/console/words';

it('pasted lines become words: trimmed, each once, from a column, a file or a line with commas', () => {
  expect(words_in('\uFEFF加微信\r\n 广告 \n\n广告\tfuck，代开发票;刷单')).toEqual(['加微信', '广告', 'fuck', '代开发票', '刷单']);
  expect(words_in(' \n\n')).toEqual([]);
});

it('what was typed is done to the list as others left it: nothing that anybody typed is lost', () => {
  expect(merged(['投诉', '退票', '盒饭'], ['投诉', '座位'], ['投诉', '座位', '广告'])).toEqual(['投诉', '广告', '退票', '盒饭']);
  expect(merged(['投诉'], ['投诉'], ['广告'])).toEqual(['广告']);
  expect(merged(['广告'], [], ['广告'])).toEqual(['广告']);
});

it('a list is read as lines and written back the same', () => {
  const words = [{ text: '投诉', effect: 'hold' as const }, { text: '加微信', effect: 'reject' as const }];
  expect(lines_of(words, 'reject')).toBe('加微信');
  expect(words_of({ hold: lines_of(words, 'hold'), reject: lines_of(words, 'reject') })).toEqual(words);
});
