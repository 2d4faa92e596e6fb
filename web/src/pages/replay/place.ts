// Where one was in a replay, kept on this device. Pure but for storage.
const key = (slug: string) => `jiangtang.replay.${slug}`;
const too_early_ms = 30_000;
const too_late_ms = 20_000;

/** A place worth going back to: not the first half minute, not the very end. Pure. */
export function worth_keeping(at_ms: number, duration_ms: number): boolean {
  return at_ms > too_early_ms && at_ms < duration_ms - too_late_ms;
}

export function keep_place(slug: string, at_ms: number, duration_ms: number): void {
  try {
    if (worth_keeping(at_ms, duration_ms)) localStorage.setItem(key(slug), String(Math.round(at_ms)));
    else localStorage.removeItem(key(slug));
  } catch {
    // the next visit begins at the beginning
  }
}

export function kept_place(slug: string): number | undefined {
  try {
    const kept = Number(localStorage.getItem(key(slug)));
    return kept > 0 ? kept : undefined;
  } catch {
    return undefined;
  }
}
