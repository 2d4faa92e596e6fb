import { describe, expect, it } from 'vitest';
import { act_of, type KeyPress } from '../src/player/keys';
import { patience } from '../src/player/patience';
import { sound_in } from '../src/player/sound_address';
import { next_speed } from '../src/player/speeds';
import { is_stuck, next_try_ms, opened, with_news } from '../src/player/standing';

describe('the keys of the player', () => {
  const press = (key: string, more: Partial<KeyPress> = {}) =>
    act_of({ key, in_text: false, on_control: false, on_slider: false, in_player: false, with_modifier: false, ...more });

  it('play, mute, fill the screen, step and jump', () => {
    expect(['k', ' ', 'm', 'F', 'i', 'a', '?', '<', '>', 'n', 'p'].map((key) => press(key)?.do))
      .toEqual(['toggle', 'toggle', 'mute', 'full', 'small', 'sound_only', 'help', 'slower', 'faster', 'next', 'previous']);
    expect(['ArrowLeft', 'ArrowRight', 'J', 'l'].map((key) => press(key))).toMatchObject([{ by_s: -5 }, { by_s: 5 }, { by_s: -10 }, { by_s: 10 }]);
    expect(press('7')).toEqual({ do: 'tenth', n: 7 });
    expect(press('x')).toBeUndefined();
  });

  it('leave text fields, shortcuts, sliders and focused controls alone', () => {
    expect(press('k', { in_text: true })).toBeUndefined();
    expect(press('f', { with_modifier: true })).toBeUndefined();
    expect(press(' ', { on_control: true })).toBeUndefined();
    expect(press('ArrowLeft', { on_control: true })).toBeUndefined();
    expect(press('ArrowLeft', { on_control: true, in_player: true })).toMatchObject({ by_s: -5 });
    expect(press('ArrowLeft', { on_slider: true, in_player: true })).toBeUndefined();
    expect(press('End')).toBeUndefined();
    expect(press('End', { in_player: true })).toEqual({ do: 'end' });
  });
});

describe('a speed', () => {
  it('goes up and down within the list', () => {
    expect([next_speed(1, 1), next_speed(1, -1), next_speed(2, 1), next_speed(0.75, -1), next_speed(1.07, 1)]).toEqual([1.25, 0.75, 2, 0.75, 1.5]);
  });
});

describe('patience', () => {
  const { manifestLoadPolicy, playlistLoadPolicy, fragLoadPolicy } = patience(0.5);
  const again = (policy: typeof fragLoadPolicy, code: number | undefined, timeout = false) => {
    const retry = policy.default.errorRetry!;
    return retry.shouldRetry!(retry, 1000, timeout, code === undefined ? undefined : { url: '', data: undefined, code }, false);
  };

  it('asks for playlists until they come: refused connections, 503 before the start, whatever else', () => {
    for (const policy of [manifestLoadPolicy, playlistLoadPolicy]) for (const code of [0, 404, 500, 503]) expect(again(policy, code), `${code}`).toBe(true);
  });

  it('takes a 404 for an answer only where a playlist may be missing', () => {
    const { manifestLoadPolicy: final } = patience(0.5, true);
    expect([0, 404, 503].map((code) => again(final, code))).toEqual([true, false, true]);
  });

  it('asks again for a segment, but not for one that is gone or was no media', () => {
    expect([0, 500, 503].map((code) => again(fragLoadPolicy, code))).toEqual([true, true, true]);
    expect([404, 410, undefined].map((code) => again(fragLoadPolicy, code))).toEqual([false, false, false]);
    expect(again(fragLoadPolicy, undefined, true)).toBe(true);
  });

  it('never pauses longer than two seconds and a half, and each player in its own way', () => {
    expect(patience(0.999).playlistLoadPolicy.default.errorRetry!.maxRetryDelayMs).toBeLessThanOrEqual(2500);
    expect(patience(0).playlistLoadPolicy.default.errorRetry!.retryDelayMs).not.toBe(patience(0.9).playlistLoadPolicy.default.errorRetry!.retryDelayMs);
  });

  it('spreads the tries to open', () => {
    expect([0, 1, 2, 9].map((n) => next_try_ms(n, 0.5))).toEqual([500, 1000, 2000, 2000]);
    expect(next_try_ms(0, 0)).toBe(250);
  });
});

describe('a picture that stands still', () => {
  const still = opened(1000);

  it('is left alone while no new media is known', () => {
    expect(is_stuck(still, 90_000)).toBeUndefined();
  });

  it('is nudged after new media came and was not shown, then opened again', () => {
    const known = with_news(with_news(still, 60_000), 62_400);
    expect(is_stuck(known, 62_400)).toBeUndefined();
    expect(is_stuck(known, 62_600)).toBe('nudge');
    const nudged = { ...with_news(known, 64_900), nudged_at: 62_600 };
    expect(is_stuck(nudged, 65_000)).toBeUndefined();
    expect(is_stuck(nudged, 65_200)).toBe('open');
  });

  it('has more time on a slow line, and all the time once the line is away', () => {
    const known = with_news(still, 60_000);
    const fed = (at: number) => ({ ...with_news(known, at), fed_at: at });
    expect(is_stuck(fed(64_000), 64_000)).toBeUndefined();
    expect(is_stuck(fed(68_100), 68_100)).toBe('nudge');
    expect(is_stuck(known, 70_000)).toBeUndefined();
  });
});

describe('the sound alone', () => {
  const base = 'http://hall/live/2020-3/index.m3u8';
  const head = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="a",DEFAULT=YES,URI="a.m3u8"\n';
  const picture = '#EXT-X-STREAM-INF:BANDWIDTH=2,CODECS="avc1.4D401F,mp4a.40.2",RESOLUTION=1280x720,AUDIO="sound"\nvideo.m3u8\n';

  it('is the variant without a picture', () => {
    expect(sound_in(`${head}${picture}#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="mp4a.40.2",AUDIO="sound"\nother/audio.m3u8\n`, base))
      .toBe('http://hall/live/2020-3/other/audio.m3u8');
  });

  it('is else the first audio rendition, and nothing where picture and sound are one', () => {
    expect(sound_in(head + picture, base)).toBe('http://hall/live/2020-3/a.m3u8');
    expect(sound_in(`#EXTM3U\n${picture}`, base)).toBeUndefined();
  });
});
