// What a check-in says to the person at the desk: its colour and its words. Pure.
import { read_ticket_code } from '../../format';
import { language } from '../../language';
import type { CheckIn, CheckInResult } from '../../wire';

export type Tone = 'ok' | 'warn' | 'bad';

/** What fills the screen: the server's answer, or what was read when it is no ticket code at all. */
export interface Shown {
  answer: CheckIn;
  read?: string; // the code or text that was read
  desk: string;
}

const tones: Record<CheckInResult, Tone> = {
  admitted: 'ok', already_in: 'warn', waitlisted: 'bad', cancelled: 'bad', requested: 'bad', declined: 'bad', online_only: 'bad', turned_away: 'bad', revoked: 'bad', wrong_event: 'bad',
  unknown: 'bad',
};

export function tone_of(result: CheckInResult): Tone {
  return tones[result];
}

/** A seat as figures and their words: "5-12" → row 5, seat 12; any other text whole. */
export function seat_parts(seat: string): { row: string; number: string } | undefined {
  const found = /^(\d+)-(\d+)$/.exec(seat);
  return found ? { row: found[1]!, number: found[2]! } : undefined;
}

/** Desks are kept in Chinese, "1号台", whoever named them; a numbered one is read in the page's language. */
export function desk_label(desk: string, lang = language.value): string {
  const numbered = numbered_desk(desk);
  if (lang === 'en') return numbered ? `Desk ${parseInt(numbered, 10)}` : desk === desk_unnamed ? 'Check-in desk' : desk;
  return numbered ?? desk;
}

export const desk_unnamed = '签到台'; // until somebody says which one this is

/** "1 号台" → "1号台"; undefined for a name that is no numbered desk's. */
export function numbered_desk(name: string | undefined): string | undefined {
  const number = /^(\d+)\s?号台$/.exec(name?.trim() ?? '')?.[1];
  return number && `${number}号台`;
}

/** The pinyin of a name with the letters that a search for initials hit: "lin yi fan", "ly" → l, in | y, i | f, an. */
export function marked_pinyin(pinyin: string, query: string): { hit: string; rest: string }[] {
  const typed = query.toLowerCase().replace(/[^a-z]/g, '');
  const words = pinyin.split(' ').filter(Boolean);
  const initials = words.map((word) => word[0]).join('');
  if (typed && initials.startsWith(typed)) {
    return words.map((word, i) => (i < typed.length ? { hit: word[0]!, rest: word.slice(1) } : { hit: '', rest: word }));
  }
  let left = typed && words.join('').startsWith(typed) ? typed.length : 0;
  return words.map((word) => {
    const n = Math.min(left, word.length);
    left -= n;
    return { hit: word.slice(0, n), rest: word.slice(n) };
  });
}

/** The ticket code in what was read or typed, also in full-width letters; undefined when it is none. */
export function read_code(text: string): string | undefined {
  return read_ticket_code(text.normalize('NFKC'));
}

/** What a hand typed into the code field, without what stands between; for counting what is missing. */
export function typed_symbols(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}
