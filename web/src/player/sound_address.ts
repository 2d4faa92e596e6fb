// Which playlist is the sound alone. Pure but for one fetch.

/**
 * The address of the sound in a multivariant playlist read from `base`: the first variant without a picture
 * (RFC 8216bis, 4.4.6.2), else the first audio rendition; undefined when picture and sound are one.
 */
export function sound_in(playlist: string, base: string): string | undefined {
  const lines = playlist.split(/\r?\n/);
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('#EXT-X-STREAM-INF:') || /[:,]RESOLUTION=/.test(line)) continue;
    const address = lines.slice(i + 1).find((next) => next && !next.startsWith('#'));
    if (address) return new URL(address, base).href;
  }
  const rendition = lines.find((line) => /^#EXT-X-MEDIA:(.*,)?TYPE=AUDIO/.test(line) && line.includes('URI="'));
  const uri = rendition && /URI="([^"]+)"/.exec(rendition)?.[1];
  return uri ? new URL(uri, base).href : undefined;
}

/** The server has no such playlist. */
export class NoPlaylist extends Error {}

/** Reads the multivariant playlist at `address`. Throws when it does not come or names no sound of its own. */
export async function sound_address(address: string): Promise<string> {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (response.status === 404) throw new NoPlaylist(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const found = sound_in(await response.text(), response.url);
  if (!found) throw new Error(`${address}: no sound of its own`);
  return found;
}
