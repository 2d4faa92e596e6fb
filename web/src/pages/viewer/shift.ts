// Time-shift: where a moment of the hall is in a playlist, and which moment is kept through a reload. Pure but for storage.
import type { Segment } from '../../wire';

/** A segment on the player's timeline (s) with the hall's time of its beginning (UTC ms). */
export interface DatedPiece {
  start: number;
  duration: number;
  date: number | null;
}

/**
 * The position of a moment on the player's timeline, s. A moment in an outage is where the stream goes on; one before
 * the beginning is the beginning, one after the end the end. Undefined without dates.
 */
export function position_of(pieces: readonly DatedPiece[], at: number): number | undefined {
  const dated = pieces.filter((piece) => piece.date !== null);
  let low = 0;
  let high = dated.length;
  while (low < high) { // the first piece that begins after the moment
    const middle = (low + high) >> 1;
    if (dated[middle]!.date! <= at) low = middle + 1;
    else high = middle;
  }
  const piece = dated[low - 1];
  if (!piece) return dated[0]?.start;
  return piece.start + Math.min(piece.duration, (at - piece.date!) / 1000);
}

const key = (slug: string) => `jiangtang.shift.${slug}`;

/** Keeps the moment one has gone back to, for this tab; undefined: live. */
export function keep_shift(slug: string, at: number | undefined): void {
  try {
    if (at === undefined) sessionStorage.removeItem(key(slug));
    else sessionStorage.setItem(key(slug), String(Math.round(at)));
  } catch {
    // a reload begins live
  }
}

export function kept_shift(slug: string): number | undefined {
  try {
    const kept = Number(sessionStorage.getItem(key(slug)));
    return kept > 0 ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Where the items of the agenda began, between two moments; the very beginning needs no mark. */
export function marks_of(agenda: readonly Segment[], since: number, until: number): { id: string; at: number; title: string }[] {
  return agenda.flatMap((item) => {
    const at = item.started_at;
    return at !== undefined && at > since && at < until ? [{ id: item.id, at, title: item.title }] : [];
  });
}
