// The hall's seats as the organizer's page draws them, and labels of new ones as they are typed. Pure.
import type { SeatOfHall } from '../../wire_seats';

export type SeatState = 'free' | 'reserved' | 'held' | 'offered' | 'taken';
export const seat_states: readonly SeatState[] = ['free', 'reserved', 'held', 'offered', 'taken'];

export function state_of(seat: SeatOfHall): SeatState {
  if (seat.registration) return 'taken';
  if (seat.offered_to) return 'offered';
  if (seat.delegation) return 'held';
  return seat.reserved ? 'reserved' : 'free';
}

export interface SeatRow {
  name: string; // empty: of labels without a row
  seats: { seat: SeatOfHall; figure: string }[];
}

/** Seats by rows: "5-12" is figure 12 in row 5; the rows in the order of their first seat. */
export function rows_of(seats: readonly SeatOfHall[]): SeatRow[] {
  const rows = new Map<string, SeatRow>();
  for (const seat of seats) {
    const parts = /^(.+)-([^-]+)$/.exec(seat.label);
    const name = parts?.[1] ?? '';
    const row = rows.get(name) ?? { name, seats: [] };
    rows.set(name, row);
    row.seats.push({ seat, figure: parts?.[2] ?? seat.label });
  }
  return [...rows.values()];
}

export function count_states(seats: readonly SeatOfHall[]): Record<SeatState, number> {
  const n: Record<SeatState, number> = { free: 0, reserved: 0, held: 0, offered: 0, taken: 0 };
  for (const seat of seats) n[state_of(seat)]++;
  return n;
}

export const most_seats = 9999;
const longest_label = 16;
export type LabelMistake = 'need_labels' | 'label_long' | 'label_twice' | 'range_wrong' | 'too_many_seats';

/** Labels in what was typed or pasted: one to a line or between commas, "1-1…1-20" for all from the one to the other. */
export function labels_in(text: string): { labels: string[]; mistake?: LabelMistake; at?: string } {
  const labels: string[] = [];
  for (const typed of text.normalize('NFC').split(/[\n,，、;；\t]/)) {
    const piece = typed.trim().replace(/\s+/g, ' ');
    if (!piece) continue;
    const ends = piece.split(/\s*(?:…+|\.{2,}|[~～]|至)\s*/);
    const expanded = ends.length === 1 ? [piece] : ends.length === 2 ? range(ends[0]!, ends[1]!) : undefined;
    if (!expanded) return { labels: [], mistake: 'range_wrong', at: piece };
    if (labels.length + expanded.length > most_seats) return { labels: [], mistake: 'too_many_seats' };
    labels.push(...expanded);
  }
  if (!labels.length) return { labels, mistake: 'need_labels' };
  const long = labels.find((one) => [...one].length > longest_label);
  if (long) return { labels: [], mistake: 'label_long', at: long };
  const known = new Set<string>();
  for (const label of labels) {
    if (known.has(label)) return { labels: [], mistake: 'label_twice', at: label };
    known.add(label);
  }
  return { labels };
}

/** "1-1", "1-20" → all twenty; undefined when the two do not differ by a figure at their end alone, upwards. */
function range(from: string, to: string): string[] | undefined {
  const first = /^(.*?)(\d{1,4})$/.exec(from.normalize('NFKC'));
  const last = /^(.*?)(\d{1,4})$/.exec(to.normalize('NFKC'));
  if (!first || !last || (last[1] !== first[1] && last[1] !== '')) return undefined;
  const low = Number(first[2]);
  const high = Number(last[2]);
  if (high < low) return undefined;
  const width = first[2]!.startsWith('0') ? first[2]!.length : 0;
  return Array.from({ length: high - low + 1 }, (_, i) => first[1]! + String(low + i).padStart(width, '0'));
}
