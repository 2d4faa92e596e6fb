// The event's words as lines of text. Pure.
import type { Word } from '../../wire';

/** The words in pasted lines: trimmed, each once, in their order. A comma or tab ends a word too, as in tables. */
export function words_in(text: string): string[] {
  return [...new Set(text.replace(/^\uFEFF/, '').split(/[\r\n\t,，;；]+/).map((line) => line.trim()).filter(Boolean))];
}

export function lines_of(words: readonly Word[], effect: Word['effect']): string {
  return words.filter((one) => one.effect === effect).map((one) => one.text).join('\n');
}

export function words_of(lists: Readonly<Record<Word['effect'], string>>): Word[] {
  return (['hold', 'reject'] as const).flatMap((effect) => words_in(lists[effect]).map((text) => ({ text, effect })));
}
