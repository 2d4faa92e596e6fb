// The event's words as lines of text. Pure.
import type { Word } from '../../wire';

/** The words in pasted lines: trimmed, each once, in their order. A comma or tab ends a word too, as in tables. */
export function words_in(text: string): string[] {
  return [...new Set(text.replace(/^\uFEFF/, '').split(/[\r\n\t,，;；]+/).map((line) => line.trim()).filter(Boolean))];
}

/** What somebody made of `seen` (words added, others taken away), done to the list that stands there `now`. */
export function merged(typed: readonly string[], seen: readonly string[], now: readonly string[]): string[] {
  const gone = new Set(seen.filter((word) => !typed.includes(word)));
  return [...new Set([...now.filter((word) => !gone.has(word)), ...typed.filter((word) => !seen.includes(word))])];
}

export function lines_of(words: readonly Word[], effect: Word['effect']): string {
  return words.filter((one) => one.effect === effect).map((one) => one.text).join('\n');
}

export function words_of(lists: Readonly<Record<Word['effect'], string>>): Word[] {
  return (['hold', 'reject'] as const).flatMap((effect) => words_in(lists[effect]).map((text) => ({ text, effect })));
}
