import { afterEach, expect, it, vi } from 'vitest';
import { call, Problem, retry } from '../src/api';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const answers = (...list: (Response | Error)[]) => {
  const mock = vi.fn(async (_path: string, _init: RequestInit) => {
    const next = list.shift();
    if (!next || next instanceof Error) throw next ?? new Error('no more answers');
    return next;
  });
  vi.stubGlobal('fetch', mock);
  return mock;
};
const problem = (status: number, body: object) => new Response(JSON.stringify(body), { status });

it('an answer is its JSON, 204 is nothing', async () => {
  const mock = answers(new Response('{"a":1}'), new Response(null, { status: 204 }));
  expect(await call('POST', '/api/x', { body: { b: 2 } })).toEqual({ a: 1 });
  expect(mock.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"b":2}', credentials: 'same-origin' });
  expect(await call('POST', '/api/x')).toBeUndefined();
});

it('a refusal is a Problem with its code, field and words', async () => {
  answers(problem(422, { code: 'invalid_field', message: '手机号应为11位数字', message_en: 'Eleven digits', field: 'phone' }));
  await expect(call('GET', '/api/x')).rejects.toMatchObject({ code: 'invalid_field', status: 422, field: 'phone', text: '手机号应为11位数字' });
});

it('no answer is "offline", a page of a proxy is "bad_answer"', async () => {
  answers(new TypeError('network'), new Response('<html>', { status: 502 }), new Response('<html>', { status: 200 }));
  await expect(call('GET', '/api/x')).rejects.toMatchObject({ code: 'offline', worth_retrying: true });
  await expect(call('GET', '/api/x')).rejects.toMatchObject({ code: 'bad_answer', status: 502 });
  await expect(call('GET', '/api/x')).rejects.toMatchObject({ code: 'bad_answer' });
});

it('an idempotent act is tried again after the wait the server asks, counted down', async () => {
  vi.useFakeTimers();
  const waits: number[] = [];
  let n = 0;
  const done = retry(async () => {
    if (n++ === 0) throw new Problem({ code: 'busy', message: '忙', retry_after_ms: 2500 }, 503);
    return 'ok';
  }, { on_wait: (s) => waits.push(s) });
  await vi.advanceTimersByTimeAsync(2499);
  expect(n).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await done).toBe('ok');
  expect(waits).toEqual([3, 2, 1, 0]);
});

it('what cannot get better is not tried again, and tries have an end', async () => {
  vi.useFakeTimers();
  let n = 0;
  const refused = new Problem({ code: 'invalid_field', message: '错' }, 422);
  await expect(retry(async () => { n++; throw refused; })).rejects.toBe(refused);
  expect(n).toBe(1);
  const away = new Problem({ code: 'offline', message: '断' }, 0);
  const end = expect(retry(async () => { n++; throw away; }, { tries: 3 })).rejects.toBe(away);
  await vi.advanceTimersByTimeAsync(60_000);
  await end;
  expect(n).toBe(4);
});
