// hls.js, fetched once and only by pages that play; main asks for it as soon as it knows the page.
import type Hls from 'hls.js';

let library: Promise<typeof Hls> | undefined;

/** Rejects when it cannot be fetched; the next call tries again. */
export function load_library(): Promise<typeof Hls> {
  library ??= import('hls.js').then((module) => module.default, (error: unknown) => {
    library = undefined;
    throw error;
  });
  return library;
}
