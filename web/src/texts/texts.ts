// The texts of the pages in both languages: one typed table per page, read through `texts_of(table)`.
// A table never builds sentences from pieces; a figure in a sentence is a {placeholder}.
import { language, type Language } from '../language';
import { count } from '../format';
import { common } from './common';

export type Text = { readonly zh: string; readonly en: string };
export type TextTable = Readonly<Record<string, Text>>;
export type Args = Readonly<Record<string, string | number>>;

/**
 * Fills `{n}` with args.n (numbers get their thousands commas) and `{n|talk|talks}` with the first word
 * when args.n is 1, else the second. A placeholder without an argument stays as it is, to be seen.
 */
export function fill(template: string, args: Args = {}): string {
  return template.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (whole, name: string, one, many) => {
    const value = args[name];
    if (value === undefined) return whole;
    if (one !== undefined) return value === 1 ? one : many;
    return typeof value === 'number' ? count(value) : value;
  });
}

/** Keeps the keys of a page's table as types. */
export function define_texts<T extends TextTable>(table: T): T {
  return table;
}

/** The translator of a page: its own keys and the common ones, in the language of the moment. */
export function texts_of<T extends TextTable>(table: T) {
  const all: TextTable = { ...common, ...table };
  return (key: (keyof T & string) | keyof typeof common, args?: Args, in_language?: Language): string => {
    const text = all[key];
    return text ? fill(text[in_language ?? language.value], args) : key;
  };
}

/** The translator of the shared parts. */
export const t = texts_of({});
