// Warnings in words: what holds and what has passed, with the names people know. Pure.
import type { signal } from '../../texts/signal';
import type { texts_of } from '../../texts/texts';
import type { Stream, Warning } from '../../wire_stream';

type Translate = ReturnType<typeof texts_of<typeof signal>>;

export const holding = (stream?: Stream): Warning[] => stream?.warnings?.filter((one) => !one.cleared_at) ?? [];
export const passed = (stream?: Stream): Warning[] => stream?.warnings?.filter((one) => one.cleared_at) ?? [];

/** One warning is the same as long as it holds. */
export const key_of = (one: Warning): string => `${one.code} ${one.track ?? ''} ${one.since}`;

/** "8秒", "8.3秒" where a tenth matters, "3分钟" from two minutes on. */
export function lasting(ms: number, t: Translate, tenths = false): string {
  if (ms >= 120_000) return t('lasts_minutes', { n: Math.round(ms / 60_000) });
  return t('lasts_seconds', { n: String(tenths ? Math.round(ms / 100) / 10 : Math.round(ms / 1000)) });
}

/** "0.02%"; of anything at all never "0%". */
export function percent(share: number): string {
  return share > 0 && share < 0.0001 ? '<0.01%' : `${Math.round(share * 10_000) / 100}%`;
}

/** "720p" for a track of that height, else its name. */
export function track_name(name: string, stream?: Stream): string {
  const height = stream?.tracks.find((one) => one.name === name)?.height
    ?? stream?.signal?.renditions.find((one) => one.track === name)?.height;
  return height ? `${height}p` : name;
}

// Those whose `ms` is a figure of their own, not how long they last.
const own_figure: Warning['code'][] = ['key_frames', 'drift'];

/** What holds, as of `now` on the server's clock. */
export function warning_now(one: Warning, stream: Stream | undefined, now: number, t: Translate): string {
  const time = own_figure.includes(one.code) ? lasting(Math.abs(one.ms ?? 0), t, true) : lasting(now - one.since, t);
  return t(`now_${one.code}`, { time, share: percent(one.share ?? 0), track: track_name(one.track ?? '', stream) });
}

/** What has passed, and for how long it was so. */
export function warning_was(one: Warning, stream: Stream | undefined, t: Translate): string {
  const time = lasting((one.cleared_at ?? one.since) - one.since, t);
  return t(`was_${one.code}`, { time, track: track_name(one.track ?? '', stream) });
}
