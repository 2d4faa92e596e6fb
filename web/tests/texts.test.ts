import { describe, expect, it } from 'vitest';
import { language } from '../src/language';
import { fill, t, type TextTable } from '../src/texts/texts';

const files = import.meta.glob<Record<string, unknown>>('../src/texts/*.ts', { eager: true });
const tables = Object.entries(files)
  .filter(([path]) => !path.endsWith('/texts.ts'))
  .flatMap(([path, exports]) => Object.values(exports).map((table) => [path, table as TextTable] as const));
const common = tables.find(([path]) => path.endsWith('/common.ts'))![1];

const han = '\\p{Script=Han}';
const mistakes: [string, RegExp, 'zh' | 'en'][] = [
  ['half-width punctuation after 汉字', new RegExp(`${han}[,;:!?()]|[,;!?()]${han}`, 'u'), 'zh'],
  ['half-width full stop after 汉字', new RegExp(`${han}\\.(\\s|$)`, 'u'), 'zh'],
  ['a typed space between 汉字 and figures', new RegExp(`${han} [\\d{A-Za-z]|[\\d}A-Za-z] ${han}`, 'u'), 'zh'],
  ['three dots for an ellipsis', /\.\.\./, 'zh'],
  ['full-width punctuation in English', /[，。；：！？（）]/, 'en'],
  ['汉字 in English', new RegExp(`^(?!中文).*${han}`, 'u'), 'en'],
];

describe.each(tables)('the texts of %s', (path, table) => {
  it('stand in both languages with the same placeholders', () => {
    for (const [key, text] of Object.entries(table)) {
      expect(text.zh.trim(), key).not.toBe('');
      expect(text.en.trim(), key).not.toBe('');
      const names = (s: string) => [...new Set([...s.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort();
      // a unit word may need its figure only in English, for the plural
      expect(names(text.en), key).toEqual(expect.arrayContaining(names(text.zh)));
    }
  });

  it('have no mistakes of width or spacing', () => {
    for (const [key, text] of Object.entries(table)) {
      for (const [name, pattern, lang] of mistakes) {
        expect(pattern.test(text[lang]), `${key}, ${lang}: ${name}: ${text[lang]}`).toBe(false);
      }
    }
  });

  it('do not hide a common text', () => {
    if (table === common) return;
    expect(Object.keys(table).filter((key) => key in common && path !== 'common')).toEqual([]);
  });
});

it('the checks see a mistake', () => {
  const caught = (text: string, lang: 'zh' | 'en' = 'zh') => mistakes.some(([, pattern, l]) => l === lang && pattern.test(text));
  for (const text of ['你好,请进', '第 3 期', '等一下...', '好.', '(匿名)好', '共 {n} 人']) expect(caught(text), text).toBe(true);
  for (const text of ['你好，请进', '第3期', '{n}秒后再试', '14:05']) expect(caught(text), text).toBe(false);
  expect(caught('Hello，you', 'en')).toBe(true);
});

it('placeholders are filled with grouped figures and plurals', () => {
  expect(fill('{n} {n|vote|votes}', { n: 1 })).toBe('1 vote');
  expect(fill('{n} {n|vote|votes}', { n: 54321 })).toBe('54,321 votes');
  expect(fill('{who}', {})).toBe('{who}');
});

it('the language switches without a reload', () => {
  language.value = 'zh';
  expect(t('live')).toBe('直播');
  language.value = 'en';
  expect(t('live')).toBe('LIVE');
  language.value = 'zh';
});
