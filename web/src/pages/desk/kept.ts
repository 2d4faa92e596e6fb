// What this device remembers between visits that is nobody's secret. A browser that forbids storage forgets, and works.
import { new_id } from '../../ids';

export function kept(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** False when it could not be kept. */
export function keep(key: string, value: string): boolean {
  try {
    globalThis.localStorage?.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

const device_key = 'jiangtang.desk.device';
const sequence_key = 'jiangtang.desk.sequence';
let made: string | undefined;
let counted = 0;

/** The name of this device among the desks, made once. */
export function this_device(): string {
  made ??= kept(device_key) ?? undefined;
  if (made) return made;
  made = new_id();
  keep(device_key, made);
  return made;
}

/** 1, 2, 3… over all visits: a scan that never arrived leaves a gap. */
export function next_sequence(): number {
  counted = Math.max(counted, Number(kept(sequence_key)) || 0) + 1;
  keep(sequence_key, String(counted));
  return counted;
}
