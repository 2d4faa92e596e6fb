// What the player shows in place of, or over, the picture. Pure: it is told everything, also the time.
import type { EventStatus } from '../../wire';

export type PictureName = 'waiting' | 'opening' | 'playing' | 'lost' | 'ended' | 'unsupported';

export interface PictureInput {
  status: EventStatus | undefined; // undefined: nothing is known of the event yet
  unsupported: boolean;
  played: boolean; // a frame of this stream has been seen
  paused: boolean; // by the person
  shifted: boolean; // plays what was before
  finished: boolean; // the playlist has an end, and it was reached
  advanced_at: number; // when the picture last moved, ms
  ended_at: number | undefined; // when this page heard of the end, ms
  now: number;
}

export const dim_after_ms = 10_000; // shorter gaps are no news
const play_out_ms = 12_000; // the picture is behind the hall: let it reach the end

export function picture_of(input: PictureInput): PictureName {
  const still_ms = input.now - input.advanced_at;
  if (input.status === 'ended' && !plays_on(input, still_ms)) return 'ended';
  if (input.status === 'scheduled') return 'waiting';
  if (input.unsupported) return 'unsupported';
  if (!input.played) return 'opening';
  return input.paused || still_ms < dim_after_ms ? 'playing' : 'lost';
}

/** After the end: who is near the hall sees its last seconds, who has gone back sees all the rest. */
function plays_on(input: PictureInput, still_ms: number): boolean {
  if (!input.played || input.finished) return false;
  if (input.shifted) return true;
  return still_ms < 2000 && input.now - (input.ended_at ?? 0) < play_out_ms;
}

/** Seconds between the hall and the picture: by the picture's own date where it has one and it is sane. */
export function seconds_behind(server_now: number, picture_date: number | undefined, measured: number): number | undefined {
  const by_date = picture_date === undefined ? NaN : (server_now - picture_date) / 1000;
  if (by_date > 0 && by_date < 24 * 3600) return by_date;
  return measured > 0 ? measured : undefined;
}

/** What is wrong with a picture that does not come: this device's network, the way to the server, or the stream. */
export type Trouble = 'network' | 'server' | 'signal';
export function trouble_of(device_online: boolean, server_lost: boolean): Trouble {
  if (!device_online) return 'network';
  return server_lost ? 'server' : 'signal';
}
