// The speeds one can choose, and the next one up or down. Pure.
export const speeds: readonly number[] = [0.75, 1, 1.25, 1.5, 2];

export function next_speed(now: number, direction: 1 | -1): number {
  const at = speeds.findIndex((speed) => speed >= now);
  return speeds[Math.min(speeds.length - 1, Math.max(0, (at < 0 ? speeds.length - 1 : at) + direction))] ?? 1;
}
