// What is done at the desk on its way to the server: answers that are lost, things sent again, reloads, and a server that is away.
import { effectScope, type EffectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { use_check_in } from '../src/pages/desk/check_in';
import { SealedShelf } from '../src/pages/desk/sealed';
import { Vault } from '../src/pages/desk/vault';
import type { CheckIn, CheckInRequest, Guest, WalkInRequest } from '../src/wire';
import { memory_shelf, type MemoryShelf } from './support/memory_shelf';

const guest = (n: number): Guest => ({
  registration: `r${n}`, name: `来宾${n}`, pinyin: 'lai bin', phone_last4: '0001', attendance: 'in_person', status: 'confirmed', ticket_digest: `d${n}`,
});
const says = (result: CheckIn['result'], n?: number): CheckIn => ({ result, at: 1, arrivals: { admitted: 1, expected: 9 }, ...(n !== undefined && { guest: guest(n) }) });

/** The server: hears every request, and answers as it is told to. */
class Server {
  heard: { path: string; body: Record<string, unknown> }[] = [];
  answer: (path: string, body: Record<string, unknown>) => Promise<Response> | Response = (_path, body) => Response.json(says('admitted', Number(String(body.registration).slice(1))));
  gone = false; // no network
  readonly fetch = vi.fn(async (path: string, init: RequestInit) => {
    if (this.gone) throw new TypeError('Failed to fetch');
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    this.heard.push({ path: path.replace('/api/events/2020-3/', ''), body });
    return await Promise.race([this.answer(path, body), new Promise<never>((_, no) => init.signal?.addEventListener('abort', () => no(new Error('aborted'))))]);
  });
}

let server: Server;
let shelf: MemoryShelf;
let scope: EffectScope;

/** The desk's page, opened anew on the same device. */
function open({ away = false, decides = true } = {}) {
  scope?.stop();
  scope = effectScope();
  const told: { answer: CheckIn; id: string }[] = [];
  const world = { away, decides, clock: 1_000_000, decided: 0 };
  const page = scope.run(() => use_check_in({
    slug: '2020-3', vault: new Vault('2020-3', async () => new SealedShelf(shelf)),
    desk: () => '1号台', now: () => world.clock, away: () => world.away,
    decide: async (request: CheckInRequest) => {
      world.decided++;
      return world.decides ? says('admitted', Number(request.registration?.slice(1))) : undefined;
    },
    decide_walk_in: async (request: WalkInRequest) => (world.decides ? { ...says('admitted'), guest: { ...guest(0), registration: request.id, name: request.name } } : undefined),
    on_answer: (answer, one) => told.push({ answer, id: one.request.id }),
    on_guest: () => undefined,
  }))!;
  const results = () => told.map((one) => one.answer.result);
  return { ...page, told, results, world };
}
const kept = async () => (await new SealedShelf(shelf).list('2020-3/queue')).entries as { request: CheckInRequest; decided?: CheckIn }[];
const until = async (what: () => boolean | Promise<boolean>) => vi.waitFor(async () => { if (!(await what())) throw new Error('not yet'); }, { timeout: 5000, interval: 5 });

beforeEach(() => {
  server = new Server();
  shelf = memory_shelf();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

describe('a check-in', () => {
  it('is sent, answered, told and forgotten', async () => {
    const desk = open();
    void desk.admit({ registration: 'r1' }, '来宾1');
    await until(() => desk.told.length === 1);
    expect(desk.results()).toEqual(['admitted']);
    expect(server.heard.map((one) => one.path)).toEqual(['check-ins']);
    await until(async () => (await kept()).length === 0);
  });

  it('whose answer was lost is sent again as it was, also after a reload, and its guest is told of in the list', async () => {
    const desk = open({ decides: false });
    server.answer = () => { server.gone = true; throw new TypeError('the connection broke'); };
    void desk.admit({ registration: 'r1' }, '来宾1');
    await until(async () => server.gone && (await kept()).length === 1);
    server.gone = false;
    server.answer = () => Response.json(says('already_in', 1));
    const again = open();
    await again.ready;
    await until(() => again.queue.value.length === 0 && again.late.value.length === 1);
    expect(server.heard).toHaveLength(2);
    expect(server.heard[1]).toEqual(server.heard[0]);
    expect(again.told).toEqual([]); // nobody stands there any more
    expect(again.late.value[0]?.answer?.result).toBe('already_in');
    expect(await kept()).toEqual([]);
  });

  it('is decided here when the server stays silent, kept before it is shown, and sent with what was done', async () => {
    const desk = open();
    server.answer = () => new Promise(() => undefined);
    void desk.admit({ registration: 'r1' }, '来宾1');
    await until(() => desk.told.length === 1);
    expect((await kept()).map((one) => [one.request.offline, one.request.let_in, one.decided?.result])).toEqual([[true, true, 'admitted']]);
    expect([desk.lost.value, [...desk.here.value.keys()]]).toEqual([true, ['r1']]);
    server.answer = () => Response.json(says('already_in', 1));
    const again = open();
    await again.ready;
    await until(() => again.queue.value.length === 0);
    expect(server.heard.at(-1)?.body).toMatchObject({ offline: true, let_in: true, id: server.heard[0]?.body.id });
    expect([again.told, again.late.value]).toEqual([[], []]); // against the list: a conflict, which every desk hears of
  });

  it('of a group on a slow line is left to the server, as long as it answers the others', async () => {
    const desk = open();
    server.answer = async (_path, body) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return Response.json(says('admitted', Number(String(body.registration).slice(1))));
    };
    for (const n of [1, 2, 3, 4, 5]) void desk.admit({ registration: `r${n}` }, `来宾${n}`);
    await until(() => desk.told.length === 5);
    expect([desk.world.decided, server.heard.some((one) => one.body.offline)]).toEqual([0, false]);
  });

  it('is decided here at once when there is no network, and waits in the order in which it was done', async () => {
    const desk = open({ away: true });
    server.gone = true;
    for (const n of [3, 1, 2]) await desk.admit({ registration: `r${n}` }, `来宾${n}`);
    expect(desk.results()).toEqual(['admitted', 'admitted', 'admitted']);
    server.gone = false;
    const again = open();
    await again.ready;
    await until(() => again.queue.value.length === 0);
    expect(server.heard.map((one) => one.body.registration)).toEqual(['r3', 'r1', 'r2']);
    const sequences = server.heard.map((one) => Number(one.body.sequence));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  it('is kept when the session has ended, and sent after the next sign-in', async () => {
    const desk = open({ away: true });
    server.gone = true;
    await desk.admit({ registration: 'r1' }, '来宾1');
    server.gone = false;
    server.answer = () => Response.json({ code: 'signed_out', message: '请重新登录' }, { status: 401 });
    const signed_out = open();
    await until(() => typeof signed_out.problem.value === 'object');
    expect(await kept()).toHaveLength(1);
    server.answer = () => Response.json(says('admitted', 1));
    const again = open();
    await again.ready;
    await until(() => again.queue.value.length === 0);
    await until(async () => (await kept()).length === 0);
  });

  it('that the server cannot take for a fault of its own is not thrown away, when the desk let somebody in', async () => {
    const desk = open({ away: true });
    server.gone = true;
    await desk.admit({ registration: 'r1' }, '来宾1');
    server.gone = false;
    server.answer = () => Response.json({ code: 'internal', message: '出错了' }, { status: 500 });
    const again = open();
    await again.ready;
    await until(() => again.problem.value !== undefined);
    expect(await kept()).toHaveLength(1);
  });

  it('is not told twice when the desk decided before a reload and the same guest is scanned again', async () => {
    const desk = open({ decides: false });
    server.gone = true;
    void desk.admit({ registration: 'r1' }, '来宾1');
    await until(async () => (await kept()).length === 1);
    const again = open({ away: true });
    await again.ready;
    await again.admit({ registration: 'r1' }, '来宾1');
    expect(again.queue.value.map((one) => one.request.id)).toEqual([desk.queue.value[0]?.request.id]);
    expect((await kept()).map((one) => one.request.let_in)).toEqual([true]);
  });
});

describe('what cannot be kept', () => {
  it('is told as long as it waits, and is sent all the same', async () => {
    shelf.broken = true;
    const desk = open({ away: true });
    server.gone = true;
    await desk.admit({ registration: 'r1' }, '来宾1');
    expect(desk.unkept.value).toBe(true);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    server.gone = false;
    desk.hurry();
    await until(() => desk.queue.value.length === 0);
    expect(desk.unkept.value).toBe(false);
  });

  it('is told when it was kept before and its key is gone; new scans are kept', async () => {
    const desk = open({ away: true });
    server.gone = true;
    await desk.admit({ registration: 'r1' }, '来宾1');
    shelf.kept.delete('key');
    const again = open({ away: true });
    await again.ready;
    expect(again.problem.value).toBe('unreadable');
    await again.admit({ registration: 'r2' }, '来宾2');
    expect([again.problem.value, (await kept()).map((one) => one.request.registration)]).toEqual(['unreadable', ['r2']]);
  });
});

describe('a walk-in and an undo', () => {
  it('are kept without a network; what was admitted here is taken back by its scan, after it', async () => {
    const desk = open({ away: true });
    server.gone = true;
    await desk.walk_in({ name: '周敏', consent: true }, 'w1');
    const mine = desk.here.value.get('w1')!.guest!;
    await desk.undo({ ...mine, admitted_at: 5 }, { id: 'u1', desk: '1号台', reason: '试扫', registration: 'w1', admitted_at: 5 });
    expect([...desk.here.value.keys()]).toEqual([]);
    server.gone = false;
    const again = open();
    await again.ready;
    await until(() => again.queue.value.length === 0);
    expect(server.heard.map((one) => [one.path, one.body.scan ?? one.body.id])).toEqual([['walk-ins', 'w1'], ['check-ins/undo', 'w1']]);
  });

  it('throw what the server refuses, and keep nothing of it', async () => {
    const desk = open();
    server.answer = () => Response.json({ code: 'invalid_field', field: 'phone', message: '手机号应为11位数字' }, { status: 422 });
    await expect(desk.walk_in({ name: '周敏', phone: '1', consent: true }, 'w1')).rejects.toMatchObject({ field: 'phone' });
    expect([desk.queue.value, await kept()]).toEqual([[], []]);
  });
});
