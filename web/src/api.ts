// The HTTP side of the protocol: JSON in and out, same origin, a typed Problem for every refusal.
// Knows no page and keeps no state.
import { offline_problem, Problem } from './problem';
import type { ProblemBody } from './wire';

export { new_id } from './ids';
export { Problem, as_problem } from './problem';

export interface CallOptions {
  body?: unknown;
  file?: Blob; // instead of a body, as it is
  signal?: AbortSignal;
  timeout_ms?: number; // 15 s unless told
  bearer?: string; // the secret of a link
}

/** Calls the server. Throws Problem: what it refused, or `code` "offline" when no answer came. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.timeout_ms ?? 15_000);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.bearer !== undefined && { authorization: `Bearer ${options.bearer}` }),
      },
      body: options.file ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw offline_problem();
  }
  if (response.status === 204) return undefined as T;
  const body = await read_json(response);
  if (!response.ok) throw new Problem(problem_body(body, response.status), response.status);
  if (body === undefined) throw new Problem(problem_body(undefined, 502), 502);
  return body as T;
}

export const get = <T>(path: string, options?: CallOptions) => call<T>('GET', path, options);
export const post = <T>(path: string, body: unknown = {}, options?: CallOptions) =>
  call<T>('POST', path, { ...options, body });
export const put = <T>(path: string, body: unknown, options?: CallOptions) =>
  call<T>('PUT', path, { ...options, body });

async function read_json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined; // a proxy's own error page
  }
}

function problem_body(body: unknown, status: number): ProblemBody {
  if (typeof body === 'object' && body !== null && 'code' in body && 'message' in body) {
    return body as ProblemBody;
  }
  return {
    code: 'bad_answer',
    status,
    message: `服务器暂时不能回答（${status}），请稍后再试`,
    message_en: `The server cannot answer now (${status}). Please try again later`,
  };
}

export interface RetryOptions {
  tries?: number; // 6 unless told
  /** Called each second while waiting, for the countdown; 0 when the next try starts. */
  on_wait?: (seconds_left: number, problem: Problem) => void;
  signal?: AbortSignal;
}

/**
 * Runs an idempotent act again until it is answered: the act must send the same id each time.
 * Waits what the server asks, else 1, 2, 4 … 16 s. Throws the last Problem, or the first one not worth retrying.
 */
export async function retry<T>(act: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const tries = options.tries ?? 6;
  for (let n = 1; ; n++) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Problem) || !error.worth_retrying || n >= tries) throw error;
      const wait_ms = error.retry_after_ms ?? Math.min(1000 * 2 ** (n - 1), 16_000);
      await count_down(wait_ms, error, options);
    }
  }
}

async function count_down(ms: number, problem: Problem, options: RetryOptions): Promise<void> {
  for (let left = Math.ceil(ms / 1000); left > 0; left--) {
    options.on_wait?.(left, problem);
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000, ms - (Math.ceil(ms / 1000) - left) * 1000)));
    options.signal?.throwIfAborted();
  }
  options.on_wait?.(0, problem);
}
