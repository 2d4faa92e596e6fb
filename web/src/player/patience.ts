// How long hls.js keeps trying: for as long as it is left running, with short, uneven pauses. Pure.
import type { HlsConfig, LoaderConfig, RetryConfig } from 'hls.js';

const gone = [404, 410];

/** Pauses of 0.5 to 2.5 s; `random` in [0, 1) makes each player's own, so that a crowd does not come back at once. */
function retry(random: number, worth: (status: number | undefined, is_timeout: boolean) => boolean): RetryConfig {
  return {
    maxNumRetry: Infinity,
    retryDelayMs: 500 + 500 * random,
    maxRetryDelayMs: 1500 + 1000 * random,
    backoff: 'exponential',
    shouldRetry: (_config, _count, is_timeout, response) => worth(response?.code, is_timeout),
  };
}

function policy(random: number, first_byte_ms: number, worth: (status: number | undefined, is_timeout: boolean) => boolean): { default: LoaderConfig } {
  const again = retry(random, worth);
  return { default: { maxTimeToFirstByteMs: first_byte_ms, maxLoadTimeMs: 20_000, timeoutRetry: again, errorRetry: again } };
}

/**
 * Playlists are asked for until they come, whatever the answer: of an event that is live there always will be one, but
 * for one that `may_be_missing`: then a 404 of the multivariant playlist is final.
 * A segment that is gone (404, 410) or was refused as media has no second chance: hls.js goes around it.
 */
export function patience(random: number, may_be_missing = false): Pick<HlsConfig, 'manifestLoadPolicy' | 'playlistLoadPolicy' | 'fragLoadPolicy'> {
  const always = () => true;
  const while_there = (status: number | undefined, is_timeout: boolean) =>
    is_timeout || (status !== undefined && !gone.includes(status));
  return {
    manifestLoadPolicy: policy(random, 8000, may_be_missing ? (status) => status !== 404 : always),
    playlistLoadPolicy: policy(random, 8000, always),
    fragLoadPolicy: policy(random, 8000, while_there),
  };
}
