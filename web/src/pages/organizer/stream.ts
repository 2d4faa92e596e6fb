// The stream as it is by now, asked for every two seconds while the page is looked at: the feed tells when something
// becomes wrong, not every figure.
import { onScopeDispose } from 'vue';
import { get, Problem } from '../../api';
import type { Stream } from '../../wire_stream';
import { rates_every_ms } from './rates';

/** `wanted` says whether to ask at all; `took` hears each answer. Nothing is asked twice at once. */
export function follow_stream(slug: string, wanted: () => boolean, took: (stream: Stream) => void): void {
  let asking = false;
  async function ask(): Promise<void> {
    if (asking || document.hidden || !wanted()) return;
    asking = true;
    try {
      took(await get<Stream>(`/api/events/${slug}/stream`));
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // the connection's own strip says so already
    } finally {
      asking = false;
    }
  }
  const timer = setInterval(() => void ask(), rates_every_ms);
  onScopeDispose(() => clearInterval(timer));
}
