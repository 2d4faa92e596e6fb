// What the line carries, before anything was measured: what it carried the last time, less where data should be saved.
const key = 'jiangtang.line';
const usual = 2_500_000; // bit/s: enough for the best rendition of a usual ladder
const saving = 300_000;

interface Connection {
  saveData?: boolean;
}

export function saves_data(): boolean {
  return (navigator as Navigator & { connection?: Connection }).connection?.saveData === true;
}

/** bit/s */
export function first_estimate(): number {
  if (saves_data()) return saving;
  try {
    const kept = Number(sessionStorage.getItem(key));
    return kept > 0 ? kept : usual;
  } catch {
    return usual;
  }
}

export function keep_estimate(bits_per_second: number): void {
  if (!Number.isFinite(bits_per_second)) return;
  try {
    sessionStorage.setItem(key, String(Math.round(bits_per_second)));
  } catch {
    // the next opening begins with the usual
  }
}
