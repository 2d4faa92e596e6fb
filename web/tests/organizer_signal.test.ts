import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { language } from '../src/language';
import { add_rates, most_rates, spark, type Rates } from '../src/pages/organizer/rates';
import { by_height, disk, dropped_share } from '../src/pages/organizer/sums';
import { holding, lasting, passed, percent, track_name, warning_now, warning_was } from '../src/pages/organizer/warnings';
import { apply, empty_state } from '../src/state';
import { signal } from '../src/texts/signal';
import { texts_of } from '../src/texts/texts';
import type { Stream, StreamTrack, Warning } from '../src/wire_stream';
import type { Hello, Notice } from '../src/wire_feed';

const sample = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../tests/wire/samples/${name}.json`, import.meta.url), 'utf8')) as T;
const stream = sample<Stream>('stream');
const t = texts_of(signal);
const codes = Object.keys(signal).filter((key) => key.startsWith('now_')).map((key) => key.slice(4)) as Warning['code'][];

describe('warnings on the organizer’s page', () => {
  it('are told apart by whether they hold', () => {
    expect([holding(stream).length, passed(stream).length]).toEqual([1, 1]);
    expect([holding(undefined), passed({ ...stream, warnings: undefined })]).toEqual([[], []]);
  });

  it('come and go with the notices, in the server’s order', () => {
    const warning = sample<{ warning: Warning }>('notice_stream_warned').warning;
    let state = apply(empty_state(), sample<Hello>('hello_organizer'));
    const before = state.stream!.warnings!;
    state = apply(state, { seq: 2, type: 'stream.warned', warning: { code: 'black', since: 5 } });
    expect(holding(state.stream).map((one) => one.code)).toEqual(['no_sound', 'black']);
    state = apply(state, sample<Notice>('notice_stream_warned')); // once more
    expect(holding(state.stream)).toHaveLength(2);
    state = apply(state, sample<Notice>('notice_stream_cleared'));
    expect(holding(state.stream).map((one) => one.code)).toEqual(['black']);
    expect(passed(state.stream)[0]).toMatchObject({ since: warning.since, cleared_at: expect.any(Number) });
    expect(before).toHaveLength(2);
    expect(apply(state, { seq: 9, type: 'stream.ended', ended_at: 9 }).stream?.warnings).toEqual([]);
  });

  it('say in words what happened and for how long by now', () => {
    const silent: Warning = { code: 'no_sound', since: 1000 };
    expect(warning_now(silent, stream, 9200, t)).toBe('现场没有声音8秒');
    expect(warning_now(silent, stream, 181_000, t)).toBe('现场没有声音3分钟');
    expect(warning_was({ ...silent, code: 'no_source', cleared_at: 7000 }, stream, t)).toBe('编码机断开6秒，已自动接上');
    expect(warning_now({ code: 'key_frames', since: 1, ms: 8333, track: 'video-720' }, stream, 99_999, t)).toBe('720p的关键帧相隔8.3秒，太长');
    expect(warning_now({ code: 'dropped_frames', since: 1, share: 0.0234, track: 'video-720' }, stream, 2, t)).toBe('720p丢帧2.34%');
  });

  it('have words for every code, with every figure filled in, in both languages', () => {
    expect(codes).toHaveLength(10);
    for (const lang of ['zh', 'en'] as const) {
      language.value = lang;
      for (const code of codes) {
        const one: Warning = { code, since: 0, ms: 400, share: 0.1, track: 'video-720', cleared_at: 90 };
        for (const words of [warning_now(one, stream, 9000, t), warning_was(one, stream, t), t(`next_${code}`)]) {
          expect(words).not.toMatch(/[{}]|now_|was_|next_/);
        }
      }
    }
    language.value = 'zh';
  });

  it('name a track by its height, also when it is off', () => {
    const off = { ...stream.signal!.renditions[0]!, track: 'video-360', height: 360 };
    expect(track_name('video-360', { ...stream, signal: { ...stream.signal!, renditions: [off] } })).toBe('360p');
    expect(track_name('cam-b', stream)).toBe('cam-b');
  });
});

describe('figures of the signal', () => {
  const track = (name: string, height?: number): StreamTrack => ({ name, codec: '', bitrate: 1000, last_part_at: 0, height });

  it('stand with the largest picture first and sound last', () => {
    expect(by_height([track('audio'), track('b', 360), track('a', 720)]).map((one) => one.name)).toEqual(['a', 'b', 'audio']);
  });

  it('keep three minutes of each track and fall to nothing when it stops', () => {
    let rates: Rates = new Map();
    for (let i = 0; i < most_rates + 5; i++) rates = add_rates(rates, [track('a'), track('b')], (one) => one.name === 'a');
    expect(rates.get('a')).toHaveLength(most_rates);
    expect([rates.get('a')!.at(-1), rates.get('b')!.at(-1)]).toEqual([1000, 0]);
    expect([...add_rates(rates, [track('b')], () => true).keys()]).toEqual(['b']);
  });

  it('draw a line that ends at the right edge, inside its box', () => {
    const path = spark([5, 0, 10], 96, 22);
    expect(path).toMatch(/^M93\.8 .*L96\.0 /);
    for (const [, y] of path.matchAll(/ ([\d.]+)/g)) expect(Number(y)).toBeLessThanOrEqual(21);
    expect(spark([], 96, 22)).toBe('');
  });

  it('say shares, durations and disks as people read them', () => {
    expect([percent(0.0002), percent(0), percent(0.00001)]).toEqual(['0.02%', '0%', '<0.01%']);
    expect([lasting(8200, t), lasting(8333, t, true), lasting(120_000, t)]).toEqual(['8秒', '8.3秒', '2分钟']);
    expect([disk(212e9), disk(1.42e12), disk(5e8)]).toEqual(['212 GB', '1.4 TB', '500 MB']);
    expect(dropped_share(stream, stream.since! + 100_000)).toBeCloseTo(4 / 2504, 5);
    expect(dropped_share({ ...stream, signal: undefined }, 0)).toBeUndefined();
  });
});
