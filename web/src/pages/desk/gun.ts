// A scanner gun types like a keyboard, only faster, and ends with Enter. Pure: keys with their times in, scans out.

const slowest_gap_ms = 60; // between two keys of a gun; hands take 100 and more
const shortest = 6;
const longest = 512;

export interface GunState {
  text: string;
  last_at: number;
}

export const gun_at_rest: GunState = { text: '', last_at: 0 };

export interface GunStep {
  state: GunState;
  scan?: string; // what was read, when this key ended it
}

/**
 * The state after one key at `at` (ms). A key that comes late begins anew, so typing by hand never adds up to a scan;
 * Enter ends one when what stands before it is long enough to be no accident.
 */
export function gun_key(state: GunState, key: string, at: number): GunStep {
  if (key === 'Shift' || key === 'CapsLock') return { state }; // part of a capital letter
  const late = at - state.last_at > slowest_gap_ms;
  if (key === 'Enter') {
    const whole = state.text.length >= shortest && !late;
    return { state: gun_at_rest, scan: whole ? state.text : undefined };
  }
  if ([...key].length !== 1) return { state: gun_at_rest };
  return { state: { text: late ? key : (state.text + key).slice(-longest), last_at: at } };
}
