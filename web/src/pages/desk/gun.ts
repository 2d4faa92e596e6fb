// A scanner gun types like a keyboard, only faster, and ends with Enter. Pure: keys with their times in, scans out.

const gun_gap_ms = 60; // between two keys of a gun; hands take 100 and more
const free_gap_ms = 1000; // no field has the focus: nothing else can be meant, so a slow gun or a hand counts too
const shortest = 6;
const longest = 512;

export interface GunState {
  text: string;
  last_at: number;
  fast: boolean; // every key followed the one before at a gun's speed
}

export const gun_at_rest: GunState = { text: '', last_at: -Infinity, fast: true };

export interface GunStep {
  state: GunState;
  scan?: string; // what was read, when this key ended it
  fast?: boolean; // surely a gun
}

/**
 * The state after one key at `at` (ms); `in_field` when a field has the focus. A key that comes late begins anew, so
 * typing into a field never adds up to a scan; Enter ends one when what stands before it is long enough to be no accident.
 */
export function gun_key(state: GunState, key: string, at: number, in_field: boolean): GunStep {
  if (key === 'Shift' || key === 'CapsLock') return { state }; // part of a capital letter
  const gap = at - state.last_at;
  const late = gap > (in_field ? gun_gap_ms : free_gap_ms);
  const fast = state.fast && gap <= gun_gap_ms;
  if (key === 'Enter') {
    const whole = state.text.length >= shortest && !late;
    return whole ? { state: gun_at_rest, scan: state.text, fast } : { state: gun_at_rest };
  }
  if ([...key].length !== 1) return { state: gun_at_rest };
  if (late || state.text === '') return { state: { text: key, last_at: at, fast: true } };
  return { state: { text: (state.text + key).slice(-longest), last_at: at, fast } };
}
