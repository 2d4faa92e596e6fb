// What the player shows in place of, or over, the picture. Pure: it is told everything, also the time.
import type { EventStatus } from '../../wire';

export type PictureName = 'waiting' | 'opening' | 'playing' | 'lost' | 'ended' | 'unsupported';

export interface PictureInput {
  status: EventStatus | undefined; // undefined: nothing is known of the event yet
  unsupported: boolean;
  played: boolean; // a frame of this stream has been seen
  paused: boolean; // by the person
  advanced_at: number; // when the picture last moved, ms
  ended_at: number | undefined; // when this page heard of the end, ms
  now: number;
}

export const dim_after_ms = 10_000; // shorter gaps are no news
const play_out_ms = 12_000; // the picture is behind the hall: let it reach the end

export function picture_of(input: PictureInput): PictureName {
  const still_ms = input.now - input.advanced_at;
  if (input.status === 'ended') {
    const playing_out = input.played && still_ms < 2000 && input.now - (input.ended_at ?? 0) < play_out_ms;
    return playing_out ? 'playing' : 'ended';
  }
  if (input.status === 'scheduled') return 'waiting';
  if (input.unsupported) return 'unsupported';
  if (!input.played) return 'opening';
  return input.paused || still_ms < dim_after_ms ? 'playing' : 'lost';
}

/** How long to wait before the next try to open the stream, ms; `random` in [0,1) spreads the viewers. */
export function next_try_ms(failures: number, random: number): number {
  return Math.min(1000 * 2 ** Math.min(failures, 3), 8000) * (0.5 + random);
}

/** Seconds between the hall and the picture: by the picture's own date where it has one and it is sane. */
export function seconds_behind(server_now: number, picture_date: number | undefined, measured: number): number | undefined {
  const by_date = picture_date === undefined ? NaN : (server_now - picture_date) / 1000;
  if (by_date > 0 && by_date < 6 * 3600) return by_date;
  return measured > 0 ? measured : undefined;
}
