// Which lane words that cross the picture take. All take the same time, so longer ones are faster: one must neither touch the
// one before it at the right edge nor catch up with it before the left. Pure.
export const crossing_ms = 9000;

export interface Runner {
  began_at: number; // ms
  width: number; // px
}

/** How many may run at once on a picture of this width: two lines of words fill no more. */
export function most_at_once(width: number): number {
  return Math.max(3, Math.min(12, Math.floor(width / 110)));
}

/** Whether words of this width may follow `last` in its lane now. */
export function may_follow(last: Runner | undefined, width: number, now: number, screen: number): boolean {
  if (!last) return true;
  const gap = 24;
  const tail_in = last.began_at + (crossing_ms * (last.width + gap)) / (screen + last.width);
  const reaches_left = now + (crossing_ms * screen) / (screen + width);
  return now >= tail_in && reaches_left >= last.began_at + crossing_ms;
}

/** The first lane that is free, or undefined. `lanes` holds the last one of each. */
export function free_lane(lanes: readonly (Runner | undefined)[], width: number, now: number, screen: number): number | undefined {
  const at = lanes.findIndex((last) => may_follow(last, width, now, screen));
  return at < 0 ? undefined : at;
}
