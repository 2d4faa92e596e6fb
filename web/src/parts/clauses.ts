// Where a line on a hall screen may break: between clauses first, inside a long clause between words. Pure.
import { has_han } from '../format';

type Segmenter = { segment(text: string): Iterable<{ segment: string }> };
const words_of_chinese: Segmenter | undefined =
  typeof Intl !== 'undefined' && 'Segmenter' in Intl ? new Intl.Segmenter('zh-CN', { granularity: 'word' }) : undefined;

/** The text in clauses, each with the punctuation that ends it; a text without 汉字 stays whole. */
export function clauses(text: string): string[] {
  if (!has_han(text)) return [text];
  return text.split(/(?<=[，。；：！？、…]+[”’」』）》]*)(?![，。；：！？、…”’」』）》])|(?<=——)(?!—)/u).filter(Boolean);
}

const no_start = /^[\p{Pe}\p{Pf}，。；：！？、…—·,.;:!?%％]/u;
const no_end = /[\p{Ps}\p{Pi}“‘]$/u;

/** A clause in words that should not be split; marks stay with the word they belong to. */
export function words(clause: string): string[] {
  if (!words_of_chinese || !has_han(clause)) return [clause];
  const pieces: string[] = [];
  for (const { segment } of words_of_chinese.segment(clause)) {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && (no_start.test(segment) || no_end.test(last) || segment.trim() === '')) {
      pieces[pieces.length - 1] = last + segment;
    } else {
      pieces.push(segment);
    }
  }
  return pieces;
}
