import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import type { PlaybackHooks, Source } from '../src/player/playback';

// What LivePlayback asks of Playback, written down.
const asked: { opened: Source[]; sought: number[]; hooks: PlaybackHooks } = { opened: [], sought: [], hooks: {} };
const now = 1_600_000_000_000;
const pieces = Array.from({ length: 30 }, (_, n) => ({ start: n * 2, duration: 2, programDateTime: now - 61_000 + n * 2000 }));

vi.mock('../src/player/playback', () => ({
  Playback: class {
    readonly sound_only = ref(false);
    readonly paused = ref(false);
    readonly played = ref(true);
    readonly hls = { latestLevelDetails: { fragments: pieces }, liveSyncPosition: 59 };
    is_open = false;
    constructor(readonly video: HTMLVideoElement, _canvas: unknown, hooks: PlaybackHooks) { asked.hooks = hooks; }
    open(source: Source): void { this.is_open = true; asked.opened.push(source); }
    seek(to_s: number): void { asked.sought.push(to_s); }
    choose_sound_only(on: boolean, again: Source): void { this.sound_only.value = on; this.open(again); }
    play(): void { /* nothing to play */ }
    set_rate(): void { /* nothing to play */ }
  },
}));
const { LivePlayback } = await import('../src/pages/viewer/live_playback');

function hall(since = now - 3_600_000) {
  const video = { currentTime: 40, seekable: { length: 0 }, addEventListener: () => undefined };
  const live = new LivePlayback(video as unknown as HTMLVideoElement, {} as HTMLCanvasElement, '/live/s/', 's', () => now, () => since);
  const last = () => asked.opened.at(-1)!.address;
  return { live, video, last };
}
beforeEach(() => Object.assign(asked, { opened: [], sought: [] }));

describe('the live picture', () => {
  it('is nudged to the edge at the edge, and only over a hole by one who has gone back', () => {
    const { live, video } = hall();
    live.start();
    asked.hooks.nudge!();
    expect(video.currentTime).toBe(59);
    live.start();
    live.go_to(now - 600_000);
    video.currentTime = 40;
    asked.hooks.nudge!();
    expect(video.currentTime).toBeCloseTo(40.1);
  });

  it('steps back also from the very edge, and forward to it again', () => {
    const { live, last } = hall();
    live.start();
    live.hall_time.value = now - 1300;
    live.step(-5);
    expect(asked.sought).toEqual([expect.closeTo(54.7)]);
    live.step(5);
    expect(asked.sought).toHaveLength(1);
    expect(last()).toBe('/live/s/index.m3u8');
  });

  it('begins live when the kept moment is of an earlier time on air', () => {
    const { live, last } = hall(now - 60_000);
    live.start(now - 3_600_000);
    expect(last()).toBe('/live/s/index.m3u8');
  });

  it('goes live, and says so, when nothing was recorded', () => {
    const { live, last } = hall();
    live.start(now - 600_000);
    expect(last()).toBe('/live/s/index.event.m3u8');
    asked.opened.at(-1)!.missing!();
    expect(last()).toBe('/live/s/index.m3u8');
    expect(live.shifted.value).toBe(false);
    expect(live.refused_at.value).toBeDefined();
  });

  it('gives the sound alone where one is, and opens nothing when nothing changes', () => {
    const { live, last } = hall();
    live.start();
    live.choose_sound_only(false);
    expect(asked.opened).toHaveLength(1);
    live.hall_time.value = now - 1300;
    live.step(-10);
    live.choose_sound_only(true);
    expect(last()).toBe('/live/s/index.event.m3u8');
    expect(live.hall_time.value).toBe(now - 11_300);
  });
});
