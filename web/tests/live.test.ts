import { describe, expect, it } from 'vitest';
import { after_calm, after_stall, distance_seconds, first_distance, least_parts, rate_for, type Nearness } from '../src/pages/viewer/live_distance';
import { marks_of, position_of } from '../src/pages/viewer/shift';
import type { Segment } from '../src/wire';

describe('the distance from the hall', () => {
  const part_s = 1 / 3;

  it('begins between two parts and the playlist\'s three', () => {
    const seconds = distance_seconds(first_distance(0), part_s)!;
    expect(seconds).toBeGreaterThan(2 * part_s);
    expect(seconds).toBeLessThan(2.5 * part_s);
  });

  it('is the playlist\'s own without parts', () => {
    expect(distance_seconds(first_distance(0), 0)).toBeUndefined();
  });

  it('grows with each stall, up to a bound; what stalls within a second is one', () => {
    const first = first_distance(0);
    const once = after_stall(first, 10_000);
    expect(once.parts).toBeGreaterThan(first.parts);
    expect(after_stall(once, 10_500)).toEqual(once);
    let many = once;
    for (let n = 2; n < 40; n++) many = after_stall(many, n * 10_000);
    expect(distance_seconds(many, part_s)).toBeLessThanOrEqual(3);
  });

  it('shrinks again by small steps in calm minutes, never below two parts', () => {
    const grown = after_stall(first_distance(0), 0);
    expect(after_calm(grown, 60_000)).toBe(grown);
    const calmer = after_calm(grown, 121_000);
    expect(calmer.parts).toBeLessThan(grown.parts);
    expect(grown.parts - calmer.parts).toBeLessThan(0.3);
    let calm = calmer;
    for (let minute = 4; minute < 200; minute += 2) calm = after_calm(calm, minute * 61_000);
    expect(calm.parts).toBeGreaterThanOrEqual(least_parts);
    expect(calm.parts).toBeLessThanOrEqual(first_distance(0).parts);
  });
});

describe('the rate', () => {
  const rate = (more: Partial<Nearness>) => rate_for({ behind_s: 0.8, wanted_s: 0.8, ahead_s: 0.6, part_s: 1 / 3, rate: 1, ...more });

  it('is left alone near the wanted distance', () => {
    expect(rate({ behind_s: 0.86 })).toBe(1);
    expect(rate({ behind_s: 0.74 })).toBe(1);
  });

  it('hurries when behind, the more the further, but not with an empty buffer', () => {
    expect(rate({ behind_s: 1 })).toBeGreaterThan(1);
    expect(rate({ behind_s: 3 })).toBe(1.1);
    expect(rate({ behind_s: 3, ahead_s: 0.2 })).toBe(1);
  });

  it('slows down when too near, as after a stall', () => {
    expect(rate({ wanted_s: 1.1 })).toBeLessThan(1);
  });

  it('does not flicker: a correction once begun goes on until it is done', () => {
    expect(rate({ behind_s: 0.85, rate: 1.05 })).toBeGreaterThan(1);
    expect(rate({ behind_s: 0.81, rate: 1.05 })).toBe(1);
  });
});

describe('a moment of the hall in a playlist', () => {
  const start = 1_600_000_000_000;
  const piece = (n: number, date: number) => ({ start: n * 2, duration: 2, date: start + date });
  const pieces = [piece(0, 0), piece(1, 2000), piece(2, 34_000), piece(3, 36_000)]; // 30 s were lost

  it('is found by the dates', () => {
    expect(position_of(pieces, start + 500)).toBe(0.5);
    expect(position_of(pieces, start + 3500)).toBe(3.5);
    expect(position_of(pieces, start + 35_000)).toBe(5);
  });

  it('is, in an outage, where the stream goes on', () => {
    expect(position_of(pieces, start + 20_000)).toBe(4);
  });

  it('is the beginning before it and the end after it', () => {
    expect(position_of(pieces, start - 9000)).toBe(0);
    expect(position_of(pieces, start + 90_000)).toBe(8);
    expect(position_of([], start)).toBeUndefined();
    expect(position_of([{ start: 0, duration: 2, date: null }], start)).toBeUndefined();
  });

  it('is marked on the bar where an item began', () => {
    const item = (id: string, started_at?: number): Segment => ({ id, kind: 'talk', title: id, starts_at: 0, ends_at: 1, speakers: [], ...(started_at !== undefined && { started_at }) });
    expect(marks_of([item('a', 1000), item('b', 5000), item('c', 20_000), item('d')], 1000, 9000)).toEqual([{ id: 'b', at: 5000, title: 'b' }]);
  });
});
