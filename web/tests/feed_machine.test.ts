import { describe, expect, it } from 'vitest';
import { feed_address } from '../src/feed';
import { FeedMachine, patience_ms, silence_ms, type Action } from '../src/feed_machine';

const hello = (fields: object = {}) => JSON.stringify({
  type: 'hello', epoch: 'e1', seq: 10, role: 'viewer', now: 0, snapshot: { event: {} }, ...fields,
});
const notice = (seq: number) => JSON.stringify({ seq, type: 'stream.started', live_since: 1 });
const kinds = (actions: Action[]) => actions.map((a) => a.do);
const delivered = (actions: Action[]) => actions.flatMap((a) => (a.do === 'deliver' ? [a.message] : []));
const wait_after = (m: FeedMachine, code: number, now = 0) => {
  m.closed(code, now);
  return (m.wake_at() ?? NaN) - now;
};

function opened(random = () => 0.5): FeedMachine {
  const m = new FeedMachine(random);
  m.start(0);
  m.received(hello(), 0);
  return m;
}

describe('joining', () => {
  it('connects without since the first time and opens on a hello with a snapshot', () => {
    const m = new FeedMachine();
    expect(m.start(0)).toContainEqual({ do: 'connect' });
    expect(m.state.name).toBe('connecting');
    expect(delivered(m.received(hello(), 5))).toHaveLength(1);
    expect(m.state.name).toBe('open');
    expect(m.seq).toBe(10);
  });

  it('passes over broken JSON, unknown shapes and notices before the hello', () => {
    const m = new FeedMachine();
    m.start(0);
    expect(m.received('{', 1)).toEqual([]);
    expect(m.received('7', 1)).toEqual([]);
    expect(m.received(notice(11), 1)).toEqual([]);
    expect(m.received(hello(), 1)).not.toEqual([]);
    expect(m.received('{"type":"stream.started"}', 2)).toEqual([]);
  });
});

describe('notices', () => {
  it('are delivered in order once, and what is already known is not', () => {
    const m = opened();
    expect(delivered(m.received(notice(11), 1))).toHaveLength(1);
    expect(m.received(notice(11), 1)).toEqual([]);
    expect(m.received(notice(9), 1)).toEqual([]);
    expect(delivered(m.received(notice(15), 1))).toHaveLength(1);
    expect(m.seq).toBe(15);
  });
});

describe('coming back', () => {
  it('asks for what came after the last known seq, and takes the missed notices below the hello seq', () => {
    const m = opened();
    m.received(notice(12), 1);
    m.closed(1006, 2);
    expect(m.state).toMatchObject({ name: 'lost', since: 2 });
    expect(m.tick(m.wake_at()!)).toContainEqual({ do: 'connect', since: 12, epoch: 'e1' });
    m.received(hello({ seq: 20, snapshot: undefined, recovered: true }), 400);
    expect(m.state.name).toBe('open');
    expect(delivered(m.received(notice(13), 401))).toHaveLength(1);
    expect(delivered(m.received(notice(20), 401))).toHaveLength(1);
    expect(m.received(notice(13), 402)).toEqual([]);
  });

  it('drops in the midst of recovery and resumes from what really came', () => {
    const m = opened();
    m.closed(1006, 0);
    m.tick(m.wake_at()!);
    m.received(hello({ seq: 20, snapshot: undefined, recovered: true }), 400);
    m.received(notice(14), 401);
    m.closed(1006, 402);
    expect(m.tick(m.wake_at()!)).toContainEqual({ do: 'connect', since: 14, epoch: 'e1' });
  });

  it('takes a fresh snapshot of another epoch, also when its seq is lower', () => {
    const m = opened();
    m.closed(1006, 0);
    m.tick(m.wake_at()!);
    m.received(hello({ epoch: 'e2', seq: 3 }), 400);
    expect(m.seq).toBe(3);
    expect(delivered(m.received(notice(4), 401))).toHaveLength(1);
  });

  it.each([{ epoch: 'e2', seq: 20 }, { epoch: 'e1', seq: 4 }])(
    'does not believe a recovery of another epoch or of an older seq, and asks for everything: %o', (fields) => {
      const m = opened();
      m.closed(1006, 0);
      m.tick(m.wake_at()!);
      expect(kinds(m.received(hello({ ...fields, snapshot: undefined, recovered: true }), 400))).toContain('drop');
      expect(m.tick(m.wake_at()!)).toContainEqual({ do: 'connect' });
    });

  it('waits from 0.3 s to 10 s with jitter, and begins again after a hello', () => {
    const m = opened(() => 0.999);
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      waits.push(wait_after(m, 1006, n * 100_000));
      m.tick(m.wake_at()!);
    }
    expect(waits[0]).toBe(300);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
    expect(waits.at(-1)).toBeGreaterThan(9000);
    expect(waits.at(-1)).toBeLessThanOrEqual(10_000);
    m.received(hello(), 900_000);
    expect(wait_after(m, 1006, 900_001)).toBe(300);
    const early = opened(() => 0);
    for (let n = 0; n < 6; n++) { wait_after(early, 1006, n * 100_000); early.tick(early.wake_at()!); }
    expect(wait_after(early, 1006, 900_000)).toBe(5000);
  });

  it('comes back at once as a slow reader but not in a loop, spread out after a restart, never when signed out', () => {
    const slow = opened();
    expect(wait_after(slow, 4001)).toBe(0);
    slow.tick(0);
    expect(wait_after(slow, 4001)).toBeGreaterThanOrEqual(300);
    expect(wait_after(opened(() => 0), 1012)).toBe(300);
    expect(wait_after(opened(() => 0.9), 1012)).toBe(3000);
    expect(wait_after(opened(), 4003)).toBeGreaterThanOrEqual(10_000);
    const out = opened();
    out.closed(4002, 0);
    expect(out.state).toEqual({ name: 'ended', code: 4002 });
    expect(out.wake_at()).toBeUndefined();
    expect(out.tick(1e9)).toEqual([]);
  });

  it('remembers since when it is lost through failed tries, and hurries when told', () => {
    const m = opened();
    m.closed(1006, 1000);
    expect(m.hurry(1100)).toContainEqual({ do: 'connect', since: 10, epoch: 'e1' });
    expect(m.lost_since).toBe(1000);
    m.closed(1006, 5000);
    expect(m.state).toMatchObject({ name: 'lost', since: 1000 });
    m.hurry(6000);
    m.received(hello({ snapshot: undefined, recovered: true }), 6100);
    expect(m.lost_since).toBeUndefined();
  });

  it('drops a socket that is silent for more than two ticks, also before its hello, and not one that is heard', () => {
    const m = opened();
    expect(silence_ms).toBeLessThanOrEqual(12_000); // the server ticks every 5 s
    expect(m.tick(silence_ms - 1)).toEqual([]);
    m.received('{"type":"tick","viewers":3}', 9000);
    expect(m.tick(silence_ms)).toEqual([]);
    expect(kinds(m.tick(9000 + silence_ms))).toContain('drop');
    expect(m.lost_since).toBe(9000); // and says since when
    const deaf = new FeedMachine();
    deaf.start(0);
    expect(kinds(deaf.tick(silence_ms))).toContain('drop');
  });

  it('drops the socket at once when the device has no network, and tries anew', () => {
    const m = opened();
    expect(kinds(m.offline(100))).toEqual(['drop', 'state']);
    expect(m.state).toMatchObject({ name: 'lost', since: 100 });
    expect(m.offline(200)).toEqual([]);
    expect(m.hurry(300)).toContainEqual({ do: 'connect', since: 10, epoch: 'e1' });
    expect(kinds(m.offline(400))).toEqual(['drop', 'state']);
    m.stop();
    expect(m.offline(500)).toEqual([]);
  });
});

describe('commands', () => {
  it('that wait for 5 s while nothing is heard drop the socket, go out again, and the page can say so at once', () => {
    const m = opened();
    const sent = m.command('c1', 'ask', { text: '好' }, 3000);
    expect(m.wake_at()).toBe(3000 + patience_ms);
    m.command('c2', 'vote', { question: 'q1' }, 7000); // another does not put it off
    expect(m.tick(3000 + patience_ms - 1)).toEqual([]);
    expect(kinds(m.tick(3000 + patience_ms))).toContain('drop');
    expect(m.lost_since).toBe(3000);
    m.tick(m.wake_at()!);
    expect(m.received(hello({ snapshot: undefined, recovered: true }), 9000)).toContainEqual(sent[0]);
    expect(m.wake_at()).toBe(9000 + patience_ms);
  });

  it('that wait while the server is heard drop nothing: it is slow, and a new socket would not help', () => {
    const m = opened();
    m.command('c1', 'ask', { text: '好' }, 0);
    for (let at = 1000; at <= 30_000; at += 4000) {
      m.received('{"type":"tick","viewers":3}', at);
      expect(m.tick(at + patience_ms - 1)).toEqual([]);
    }
    m.received('{"re":"c1","ok":true,"seq":11}', 31_000);
    expect(m.wake_at()).toBe(31_000 + silence_ms);
  });

  it('are kept until answered and sent again with the same id after a reconnect', () => {
    const m = opened();
    const sent = m.command('c1', 'vote', { question: 'q1' }, 0);
    expect(sent).toEqual([{ do: 'send', text: '{"id":"c1","do":"vote","question":"q1"}' }]);
    m.closed(1006, 1);
    expect(m.command('c2', 'ask', { text: '好' }, 0)).toEqual([]);
    m.tick(m.wake_at()!);
    const again = m.received(hello({ snapshot: undefined, recovered: true }), 500);
    expect(again.filter((a) => a.do === 'send')).toEqual([
      ...sent, { do: 'send', text: '{"id":"c2","do":"ask","text":"好"}' },
    ]);
    expect(m.received('{"re":"c1","ok":true,"seq":11}', 501)).toMatchObject([{ do: 'answer', id: 'c1' }]);
    expect(m.received('{"re":"c1","ok":true,"seq":11}', 502)).toEqual([]);
    expect(m.pending).toBe(1);
  });

  it('are refused with the Problem of the server', () => {
    const m = opened();
    m.command('c1', 'ask', { text: '好' }, 0);
    const [action] = m.received(
      '{"re":"c1","error":{"code":"rate_limited","message":"太快","message_en":"Too fast","retry_after_ms":4000}}', 1);
    expect(action).toMatchObject({ do: 'refuse', problem: { code: 'rate_limited', retry_after_ms: 4000 } });
  });

  it('are refused, not kept, when the feed has ended', () => {
    const m = opened();
    m.command('c1', 'vote', { question: 'q1' }, 0);
    expect(kinds(m.closed(4002, 1))).toContain('refuse');
    expect(kinds(m.command('c2', 'vote', { question: 'q1' }, 0))).toEqual(['refuse']);
    expect(m.pending).toBe(0);
  });
});

it('the address carries the event, the role, and since only together with its epoch', () => {
  const page = { protocol: 'https:', host: 'hall.example' };
  expect(feed_address(page, { event: '2020-3' })).toBe('wss://hall.example/feed?event=2020-3');
  expect(feed_address({ ...page, protocol: 'http:' }, { event: '2020-3', as: 'moderator' }, 0, 'e'))
    .toBe('ws://hall.example/feed?event=2020-3&as=moderator&since=0&epoch=e');
});
