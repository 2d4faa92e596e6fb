// When a picture that stands still needs help, and how long to wait before opening again. Pure: it is told the times.

/** Moments, ms; 0: not yet. */
export interface Standing {
  moved_at: number; // the picture last moved, or the stream was opened
  news_at: number; // the first playlist since then that brought new media
  latest_news_at: number;
  fed_at: number; // something was loaded and is in the buffer
  nudged_at: number; // a nudge was tried since it last moved
}

const nudge_ms = 2500;
const open_ms = 2500; // after the nudge
const slow_line_ms = 8000; // while something is still loaded

export function opened(now: number): Standing {
  return { moved_at: now, news_at: 0, latest_news_at: 0, fed_at: 0, nudged_at: 0 };
}

export function with_news(standing: Standing, now: number): Standing {
  return { ...standing, news_at: standing.news_at > standing.moved_at ? standing.news_at : now, latest_news_at: now };
}

/**
 * What to do about it: nothing while no new media is known (then it is the stream or the line that waits, and hls.js
 * goes on by itself); a nudge first; opening again when that did not help.
 */
export function is_stuck(standing: Standing, now: number): 'nudge' | 'open' | undefined {
  const { moved_at, news_at, latest_news_at, fed_at, nudged_at } = standing;
  if (news_at <= moved_at || now - latest_news_at > 2 * nudge_ms) return undefined;
  const patience_ms = now - fed_at < nudge_ms ? slow_line_ms : nudge_ms;
  if (nudged_at <= moved_at) return now - news_at > patience_ms ? 'nudge' : undefined;
  return now - nudged_at > open_ms && now - fed_at > open_ms ? 'open' : undefined;
}

/** How long to wait before the next try to open the stream, ms; `random` in [0, 1) spreads the viewers. */
export function next_try_ms(failures: number, random: number): number {
  return Math.min(500 * 2 ** Math.min(failures, 2), 2000) * (0.5 + random);
}
