import { describe, expect, it } from 'vitest';
import { edit_of_source, form_of, ingest_address, kinds_for, new_passphrase, obs_address } from '../src/pages/organizer/source';
import type { Source } from '../src/wire_stream';

const source = (text: string, more: Partial<Source> = {}): Source => ({
  source: text, has_secret: false, restarts: 0, allowed: { ports: [9000, 9009], files: true, inside: false }, ...more,
});

describe('the source as a form', () => {
  it('goes out as it came in when nothing was changed', () => {
    for (const text of [
      'srt://0.0.0.0:9003?mode=listener&latency=200', 'rtsp://user@camera.example/1?a=b', 'https://h.example/live.m3u8',
      'srt://h.example:7000?mode=caller', 'file:/srv/media/talk.mp4?once=1', 'file:talk%201.mp4', 'test:', '',
    ]) expect(edit_of_source(form_of(source(text))).source).toBe(text);
  });

  it('tells the kinds apart', () => {
    const kind = (text: string) => form_of(source(text)).kind;
    expect(['srt://0.0.0.0:9000?mode=listener', 'srt://h:9000', 'rtmp://h/a', '/srv/a.mp4', 'file:a.mp4', 'test:?strip=1', ''].map(kind))
      .toEqual(['push', 'pull', 'pull', 'file', 'file', 'lecture', 'cmaf']);
  });

  it('offers files only where the operator opened a folder, or one plays already', () => {
    const closed = { allowed: { ports: [9000, 9009] as [number, number], files: false, inside: false } };
    expect(kinds_for(source(''))).toContain('file');
    expect(kinds_for(source('', closed))).not.toContain('file');
    expect(kinds_for(source('/srv/a.mp4', closed))).toContain('file');
  });

  it('leaves the secret out when none was typed, so that the one that is set stays', () => {
    const form = form_of(source('srt://0.0.0.0:9000?mode=listener', { has_secret: true }));
    expect(edit_of_source(form)).not.toHaveProperty('secret');
    expect(edit_of_source({ ...form, secret: 'ten-letters' }).secret).toBe('ten-letters');
    expect(edit_of_source({ ...form, secret: 'ten-letters' }).source).not.toContain('ten-letters');
  });

  it('a new push waits on the first port that the operator allows', () => {
    expect(edit_of_source({ ...form_of(source('')), kind: 'push' }).source).toBe('srt://0.0.0.0:9000?mode=listener&latency=120');
  });
});

describe('the lines for an encoder', () => {
  it('OBS takes microseconds, and a passphrase with signs of the address in it', () => {
    const form = { ...form_of(source('srt://0.0.0.0:9001?mode=listener&latency=120')), secret: 'a&b=c d+e+f' };
    expect(obs_address('hall.example.cn', form))
      .toBe('srt://hall.example.cn:9001?mode=caller&latency=120000&passphrase=a%26b%3Dc%20d%2Be%2Bf&pbkeylen=16');
    expect(obs_address('h', { ...form, secret: '' })).toBe('srt://h:9001?mode=caller&latency=120000');
  });

  it('a publisher pushes below the event', () => {
    expect(ingest_address('https://hall.example.cn', '2020-3')).toBe('https://hall.example.cn/ingest/2020-3');
  });

  it('passphrases are long enough for SRT and never the same', () => {
    const many = new Set(Array.from({ length: 50 }, () => new_passphrase()));
    expect(many.size).toBe(50);
    for (const one of many) expect(one).toMatch(/^[2-9a-hjkmnp-z]{20}$/);
  });
});
