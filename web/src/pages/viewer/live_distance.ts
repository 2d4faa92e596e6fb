// How far behind the newest part to play, and how fast to get there. Pure: it is told the time and what happened.
// The playlist's PART-HOLD-BACK is three parts; a player may go closer, never below two (RFC 8216bis, 4.4.3.8).

/** In parts. `changed_at`: when it was last made longer or shorter, ms. */
export interface Distance {
  readonly parts: number;
  readonly changed_at: number;
}

export const least_parts = 2;
const nearest_parts = 2.25; // what it may shrink to again: a little room for a late part
const start_parts = 2.25;
const most_parts = 9;
const stall_factor = 1.35;
const calm_ms = 120_000;
const calm_step = 0.15;

export function first_distance(now: number): Distance {
  return { parts: start_parts, changed_at: now };
}

/** After the picture stood still for want of parts. Stalls within a second are one. */
export function after_stall(distance: Distance, now: number): Distance {
  if (distance.parts > start_parts && now - distance.changed_at < 1000) return distance;
  return { parts: Math.min(most_parts, distance.parts * stall_factor), changed_at: now };
}

/** A step nearer after two calm minutes, and after each two more. */
export function after_calm(distance: Distance, now: number): Distance {
  if (now - distance.changed_at < calm_ms) return distance;
  return { parts: Math.max(nearest_parts, distance.parts - calm_step), changed_at: now };
}

/** The distance in seconds for parts of `part_target_s`; undefined without parts: then the playlist's own HOLD-BACK rules. */
export function distance_seconds(distance: Distance, part_target_s: number): number | undefined {
  return part_target_s > 0 ? Math.max(least_parts, distance.parts) * part_target_s : undefined;
}

export interface Nearness {
  behind_s: number; // distance from the live edge
  wanted_s: number;
  ahead_s: number; // what is buffered before the playhead
  part_s: number; // 0 without low-latency parts
  rate: number; // as it is now
}

const begin_s = 0.08; // corrections begin beyond this and end within `enough_s`, so that the rate does not flicker
const enough_s = 0.02;
const fastest = 1.1;
const slowest = 0.95;

/** The playback rate that leads to the wanted distance without emptying the buffer. */
export function rate_for({ behind_s, wanted_s, ahead_s, part_s, rate }: Nearness): number {
  const off_s = behind_s - wanted_s;
  const near_s = rate === 1 ? begin_s : enough_s;
  if (off_s > near_s) {
    const room = part_s > 0 ? part_s : 1;
    return ahead_s > room ? Math.min(fastest, 1.02 + Math.round(off_s * 20) / 100) : 1;
  }
  return off_s < -near_s ? slowest : 1;
}

/** So far off that a jump is kinder than minutes of haste, s. */
export const jump_s = 3;
