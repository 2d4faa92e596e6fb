// How much each track carried in the last three minutes, and the small curve of it. Pure.
import type { StreamTrack } from '../../wire_stream';

export const rates_every_ms = 2000;
export const most_rates = 90;

export type Rates = ReadonlyMap<string, readonly number[]>; // bits a second by track, the latest last

/** With one more figure for each track; 0 while a track does not flow. Tracks that are gone are forgotten. */
export function add_rates(known: Rates, tracks: readonly StreamTrack[], flows: (track: StreamTrack) => boolean): Rates {
  return new Map(tracks.map((track) => {
    const before = known.get(track.name) ?? [];
    return [track.name, [...before, flows(track) ? track.bitrate : 0].slice(-most_rates)];
  }));
}

/** An SVG path from the oldest to the latest, `most_rates` wide when full; the highest figure is at the top. */
export function spark(values: readonly number[], width: number, height: number): string {
  const top = Math.max(1, ...values);
  const step = width / (most_rates - 1);
  const first = width - (values.length - 1) * step;
  const line = 1; // half of it would be cut off at the edges
  const y = (value: number) => height - line - (value / top) * (height - 2 * line) * 0.85;
  return values.map((value, i) => `${i ? 'L' : 'M'}${(first + i * step).toFixed(1)} ${y(value).toFixed(1)}`).join('');
}
