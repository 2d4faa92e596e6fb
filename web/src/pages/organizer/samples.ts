// The curve of viewers: one point every five seconds since the page was opened, its peak, and what draws it. Pure.

export interface Sample {
  at: number; // the server's clock, ms
  viewers: number;
}

export const sample_every_ms = 5000;
export const most_samples = 5760; // eight hours

/** The samples with one more, when it is time; the same array when it is not. The oldest go when there are too many. */
export function add_sample(samples: readonly Sample[], at: number, viewers: number): readonly Sample[] {
  const last = samples.at(-1);
  if (last && at - last.at < sample_every_ms) return samples;
  return [...samples, { at, viewers }].slice(-most_samples);
}

export function peak_of(samples: readonly Sample[], now?: Sample): Sample | undefined {
  let peak = now;
  for (const sample of samples) if (!peak || sample.viewers >= peak.viewers) peak = sample;
  return peak;
}

/** The samples kept as text; whatever is none is left out. */
export function read_samples(text: string | null): readonly Sample[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((one): one is [number, number] => Array.isArray(one) && one.length === 2 && one.every(Number.isFinite))
    .map(([at, viewers]) => ({ at, viewers }))
    .slice(-most_samples);
}

export function samples_text(samples: readonly Sample[]): string {
  return JSON.stringify(samples.map((one) => [one.at, one.viewers]));
}

/** The axis up to `most`: steps of 1, 2 or 5 times a power of ten, at most four of them, never fractions of a person. */
export function axis(most: number): number[] {
  const rough = Math.max(most, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough);
  const marks = [0];
  while (marks.at(-1)! < most || marks.length < 3) marks.push(marks.length * step);
  return marks;
}

/** Moments for the time axis between two times: whole minutes, at most `most` of them. */
export function moments(from: number, to: number, most: number): number[] {
  const minutes = [1, 2, 5, 10, 15, 30, 60, 120].map((n) => n * 60_000);
  const step = minutes.find((ms) => (to - from) / ms <= most) ?? minutes.at(-1)!;
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}
