// The source of the stream as a form, and the lines to type into an encoder. Pure.
import type { Source } from '../../wire_stream';

export const source_kinds = ['push', 'pull', 'file', 'lecture', 'cmaf'] as const;
export type SourceKind = (typeof source_kinds)[number];

export interface SourceForm {
  kind: SourceKind;
  port: string; // of an SRT push
  latency: string; // ms
  secret: string; // as typed now; the server does not tell the one that is set
  url: string; // to pull from
  file: string;
  once: boolean;
}

const default_latency = '120';

function listener_of(source: string): URL | undefined {
  if (!source.startsWith('srt:') || !URL.canParse(source)) return undefined;
  const url = new URL(source);
  return url.searchParams.get('mode') === 'listener' ? url : undefined;
}

function kind_of(source: string): SourceKind {
  if (source === '') return 'cmaf';
  if (source.startsWith('test:')) return 'lecture';
  if (listener_of(source)) return 'push';
  return source.startsWith('file:') || !source.includes('://') ? 'file' : 'pull';
}

/** The kinds that this server lets an organizer choose. */
export function kinds_for(source: Source): SourceKind[] {
  return source_kinds.filter((kind) => kind !== 'file' || source.allowed.files || kind_of(source.source) === 'file');
}

export function form_of(source: Source): SourceForm {
  const kind = kind_of(source.source);
  const listener = listener_of(source.source);
  const once = /\?once=1$/;
  return {
    kind,
    port: listener?.port || String(source.allowed.ports[0]),
    latency: listener?.searchParams.get('latency') ?? default_latency,
    secret: '',
    url: kind === 'pull' ? source.source : '',
    file: kind === 'file' ? decodeURIComponent(source.source.replace(/^file:/, '').replace(once, '')) : '',
    once: kind === 'file' && once.test(source.source),
  };
}

/** What is sent. A secret that was not typed is left out: the one that is set stays. */
export function edit_of_source(form: SourceForm): { source: string; secret?: string } {
  const secret = form.secret === '' ? {} : { secret: form.secret };
  switch (form.kind) {
    case 'push': return { source: `srt://0.0.0.0:${form.port.trim()}?mode=listener&latency=${form.latency.trim() || default_latency}`, ...secret };
    case 'pull': return { source: form.url.trim(), ...secret };
    case 'file': return { source: `file:${form.file.trim().split('/').map(encodeURIComponent).join('/')}${form.once ? '?once=1' : ''}` };
    case 'lecture': return { source: 'test:' };
    case 'cmaf': return { source: '' };
  }
}

/** OBS takes the latency in microseconds (FFmpeg's), hardware encoders mostly in milliseconds. */
export function obs_address(host: string, form: SourceForm): string {
  const secret = form.secret ? `&passphrase=${encodeURIComponent(form.secret)}&pbkeylen=16` : '';
  return `srt://${host}:${form.port}?mode=caller&latency=${Number(form.latency) * 1000}${secret}`;
}

export function ingest_address(origin: string, slug: string): string {
  return `${origin}/ingest/${encodeURIComponent(slug)}`;
}

/** A passphrase that is easily read out: 20 of 31 symbols, without those that look alike; about 99 bits. */
export function new_passphrase(): string {
  const symbols = '23456789abcdefghjkmnpqrstuvwxyz';
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => symbols[byte % symbols.length]).join('');
}
