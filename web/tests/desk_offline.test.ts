// The desk alone: its list, its rule of the door, its tickets and its queue, without a browser and without a network.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decide_guest, decide_ticket, decide_walk_in, seats_left, type Known } from '../src/pages/desk/decide';
import { admitted_here, enqueue, next_to_send, undone_here, waiting_for, type Waiting } from '../src/pages/desk/queue';
import { Roster } from '../src/pages/desk/roster';
import { scanned_ticket, ticket_digest } from '../src/pages/desk/ticket';
import type { CheckIn, Delegation, Guest, RosterBody, WalkInRequest } from '../src/wire';
import type { Notice } from '../src/wire_feed';

const slug = '2020-3';
const symbols = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const code_of = (n: number) => [...Array(10)].map((_, i) => symbols[Math.floor(n / 31 ** i) % 31]).join('');
const digest_of = (code: string) => createHash('sha256').update(`jiangtang ticket\n${slug}\n${code}`).digest('hex').slice(0, 32);

function guest(n: number, more: Partial<Guest> = {}): Guest {
  return {
    registration: `r${n}`, name: `来宾${n}`, pinyin: 'lai bin', phone_last4: String(n).padStart(4, '0'), attendance: 'in_person', status: 'confirmed',
    ticket_digest: digest_of(code_of(n)), ...more,
  };
}

const body = (guests: Guest[], more: Partial<RosterBody> = {}): RosterBody => ({ epoch: 'e', seq: 10, key: '', guests, closed: {}, traditional: {}, ...more });
const notice = (seq: number, type: string, one: Guest) => ({ seq, type, guest: one }) as unknown as Notice;
const known = (roster: Roster, queue: readonly Waiting[] = []): Known => ({
  roster, here: admitted_here(queue), undone: undone_here(queue), staff: '李静', arrivals: { admitted: 3, expected: 9 }, now: 1000,
});
const admitted = (one?: Guest): CheckIn => ({ result: 'admitted', at: 1, guest: one, arrivals: { admitted: 1, expected: 9 } });
const scan = (id: string, who: { ticket: string } | { registration: string }, decided?: CheckIn): Waiting => ({
  kind: 'check_in', request: { id, ...who, desk: '1号台', scanned_at: 500 }, label: id, ...(decided && { decided }),
});

describe('the roster', () => {
  it('reads the sample that the server writes', () => {
    const sample = JSON.parse(readFileSync(new URL('../../tests/wire/samples/roster.json', import.meta.url), 'utf8')) as RosterBody;
    const roster = new Roster(sample);
    expect(roster.size).toBe(sample.guests.length);
    expect(roster.why_closed(digest_of('ZZZZZZZZZZ'))).toBe('revoked');
    expect(roster.body()).toEqual(sample);
  });

  it('follows the feed from where it was taken, and not from before', () => {
    const roster = new Roster(body([guest(1), guest(2)]));
    roster.follow(notice(9, 'registration.cancelled', guest(1, { status: 'cancelled' })));
    expect(roster.guest('r1')).toBeDefined();
    roster.follow(notice(11, 'check_in.admitted', guest(1, { admitted_at: 7, desk: '2号台' })));
    expect(roster.guest('r1')?.admitted_at).toBe(7);
    roster.follow(notice(12, 'registration.created', guest(3, { status: 'waitlisted' })));
    expect(roster.guest_with(digest_of(code_of(3)))?.status).toBe('waitlisted');
    expect([roster.seq, roster.size]).toEqual([12, 3]);
  });

  it('closes the tickets of who cancels, moves online or gets a new one, and opens them again', () => {
    const roster = new Roster(body([guest(1), guest(2), guest(3)]));
    roster.follow(notice(11, 'registration.cancelled', guest(1, { status: 'cancelled' })));
    roster.follow(notice(12, 'registration.changed', guest(2, { attendance: 'online' })));
    roster.follow(notice(13, 'registration.changed', guest(3, { ticket_digest: digest_of('NEWNEWNEWN') })));
    roster.follow(notice(14, 'registration.created', guest(4, { attendance: 'online' }))); // was never to come
    expect([1, 2, 3, 4].map((n) => roster.why_closed(digest_of(code_of(n))))).toEqual(['cancelled', 'online_only', 'revoked', undefined]);
    expect(roster.guest_with(digest_of('NEWNEWNEWN'))?.registration).toBe('r3');
    roster.follow(notice(15, 'registration.changed', guest(2)));
    expect(roster.why_closed(digest_of(code_of(2)))).toBeUndefined();
    expect(new Roster(roster.body()).body()).toEqual(roster.body());
  });

  it('says for how long names are kept, and hears when that is changed', () => {
    const roster = new Roster(body([guest(1)], { retention_days: 90 }));
    roster.follow({ seq: 11, type: 'event.updated', event: {} } as unknown as Notice);
    expect(roster.retention_days).toBe(90);
    roster.follow({ seq: 12, type: 'event.updated', event: {}, retention_days: 30 } as unknown as Notice);
    expect([roster.retention_days, new Roster(roster.body()).retention_days]).toEqual([30, 30]);
  });

  it('lets nobody in who has to be approved for the hall, though the signed ticket from before is still about', () => {
    const roster = new Roster(body([guest(1)]));
    const shown = { code: code_of(1), digest: digest_of(code_of(1)), signature: 'good' } as const;
    const says = () => decide_ticket(known(roster), shown, 'k').result;
    roster.follow(notice(11, 'registration.changed', guest(1, { attendance: 'online' })));
    expect(says()).toBe('online_only');
    roster.follow(notice(12, 'registration.changed', guest(1, { status: 'requested' })));
    expect(says()).toBe('requested');
    expect(decide_guest(known(roster), 'r1').result).toBe('requested');
    roster.follow(notice(13, 'registration.changed', guest(1, { status: 'declined' })));
    expect(says()).toBe('declined');
    roster.follow(notice(14, 'registration.changed', guest(1)));
    expect(says()).toBe('admitted');
  });

  it('finds people as the server does', () => {
    const lin = guest(4471, { name: '林一帆', pinyin: 'lin yi fan', organization: '上海老字号研究会' });
    const liu = guest(1, { name: '刘发', pinyin: 'liu fa' });
    const roster = new Roster(body([lin, liu, guest(2, { name: '單文', pinyin: 'shan wen' })], { traditional: { 刘: '劉', 发: '發髮', 单: '單' } }));
    const found = (query: string) => roster.find(query).guests.map((one) => one.name);
    for (const query of ['林一', 'lyf', 'LYF', 'linyi', 'yifan', '4471', '13817264471', '老字号', '林 一帆', 'ｌｙｆ']) expect(found(query), query).toEqual(['林一帆']);
    expect(found('劉發')).toEqual(['刘发']);
    expect(found('单文')).toEqual(['單文']);
    expect(found('l')).toEqual(['林一帆', '刘发']);
    for (const query of ['', '·', '%', '_', '9999']) expect(found(query), query).toEqual([]);
  });

  it('finds one of ten thousand within fifty milliseconds', () => {
    const roster = new Roster(body([...Array(10_000)].map((_, n) => guest(n, { name: `来宾${n}`, pinyin: `lai bin ${n}`, organization: '上海市质量协会' }))));
    const times = ['9', '来宾99', 'lb', '协会', 'laibin9999', 'zz', '9999'].map((query) => {
      const tries = [1, 2, 3, 4, 5].map(() => { // another program may have had the processor once
        const began = performance.now();
        roster.find(query);
        return performance.now() - began;
      });
      return Math.min(...tries);
    });
    expect(Math.max(...times)).toBeLessThan(50);
    expect(roster.find('协会').more).toBe(true);
  });
});

describe('the rule of the door', () => {
  const roster = new Roster(body([guest(1), guest(2, { admitted_at: 5, desk: '2号台', staff: '王芳' }), guest(3, { status: 'waitlisted', position: 1 })]));

  it('says what the server would', () => {
    const results = ['r1', 'r2', 'r3', 'r9'].map((id) => decide_guest(known(roster), id).result);
    expect(results).toEqual(['admitted', 'already_in', 'waitlisted', 'unknown']);
    expect(decide_guest(known(roster), 'r2').first).toEqual({ at: 5, desk: '2号台', staff: '王芳' });
    expect(decide_guest(known(roster), 'r1').arrivals).toEqual({ admitted: 4, expected: 9 });
  });

  it('knows whom this desk let in, and whose admission it took back', () => {
    const queue: Waiting[] = [scan('a', { registration: 'r1' }, admitted(guest(1)))];
    expect(decide_guest(known(roster, queue), 'r1')).toMatchObject({ result: 'already_in', first: { at: 500, desk: '1号台', staff: '李静' } });
    const undo = { kind: 'undo' as const, label: '', request: { id: 'u', desk: '1号台', reason: 'x' } };
    expect(decide_guest(known(roster, [...queue, { ...undo, request: { ...undo.request, scan: 'a' } }]), 'r1').result).toBe('admitted');
    expect(decide_guest(known(roster, [{ ...undo, request: { ...undo.request, registration: 'r2', admitted_at: 5 } }]), 'r2').result).toBe('admitted');
  });

  it('lets a signed ticket in that is later than the list, once, and no bare code', () => {
    const ticket = (signature: 'none' | 'good' | 'bad') => ({ digest: digest_of('KATEKATEKA'), signature });
    expect(['none', 'good', 'bad'].map((one) => decide_ticket(known(roster), ticket(one as 'good'), 'KATEKATEKA').result)).toEqual(['unknown', 'admitted', 'unknown']);
    const queue = [scan('a', { ticket: 'https://h/ticket/KATEKATEKA#1x' }, admitted())];
    expect(decide_ticket(known(roster, queue), ticket('good'), 'KATEKATEKA').result).toBe('already_in');
  });
});

describe('a walk-in without a network', () => {
  const roster = new Roster(body([guest(1)]));
  const asks = (id: string, delegation?: string): WalkInRequest => ({ id, desk: '1号台', scanned_at: 500, name: '周敏', phone: '138 0013 8004', consent: true, ...(delegation && { delegation }) });
  const seated = (id: string, delegation?: string): Waiting => ({ kind: 'walk_in', request: asks(id, delegation), label: id, decided: admitted() });

  it('goes in as long as there were seats when the network went', () => {
    const queue = [seated('a'), scan('b', { registration: 'r1' }, admitted(guest(1)))];
    expect([seats_left(asks('c'), [], [], 2), seats_left(asks('c'), queue, [], 2), seats_left(asks('c'), [...queue, seated('d')], [], 2)]).toEqual([2, 1, 0]);
    expect(decide_walk_in(known(roster), asks('c'), 1)).toMatchObject({ result: 'admitted', guest: { registration: 'c', phone_last4: '8004', status: 'confirmed' }, arrivals: { admitted: 4 } });
    expect(decide_walk_in(known(roster), asks('c'), 0)).toMatchObject({ result: 'waitlisted', guest: { status: 'waitlisted' }, arrivals: { admitted: 3 } });
  });

  it('on a seat of a delegation takes none of the others', () => {
    const unit = { id: 'u1', quota: 5, entered: 3 } as Delegation;
    expect(seats_left(asks('c', 'u1'), [seated('a'), seated('b', 'u1')], [unit], 0)).toBe(1);
    expect(seats_left(asks('c'), [seated('b', 'u1')], [unit], 1)).toBe(1);
  });
});

describe('tickets', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'jwk' }).x!;
  const signed = (code: string, event = slug) => `https://h/ticket/${code}#1${sign(null, Buffer.from(`jiangtang ticket 1\n${event}\n${code}`), privateKey).toString('base64url')}`;

  it('are known by the digest that the server makes', async () => {
    expect(await ticket_digest('ZZZZZZZZZZ', slug)).toBe(digest_of('ZZZZZZZZZZ'));
    expect(await ticket_digest('ZZZZZZZZZZ', '2020-2')).not.toBe(digest_of('ZZZZZZZZZZ')); // what is reckoned for one event says nothing of another
    expect(await scanned_ticket('abcde-fghjk', key, slug)).toEqual({ digest: digest_of('ABCDEFGHJK'), signature: 'none' });
    expect(await scanned_ticket(signed('ABCDEFGHJK'), key, slug)).toEqual({ digest: digest_of('ABCDEFGHJK'), signature: 'good' });
    expect(await scanned_ticket('https://h/e/2020-3', key, slug)).toBeUndefined();
  });

  it('that are forged, altered, foreign or replaced open no door without a network: ten thousand of them', async () => {
    const roster = new Roster(body([guest(1)], { key, closed: { [digest_of('REPXACEDXX')]: 'revoked' } }));
    const good = signed(code_of(1));
    const at = good.indexOf('#');
    const bad = [good + 'A', good + good.slice(at), good.slice(0, at + 1), good.slice(0, at + 2), signed(code_of(1), '2020-2'), signed('REPXACEDXX'), code_of(77)];
    for (let i = at + 1; i < good.length; i++) for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=') if (c !== good[i]) bad.push(good.slice(0, i) + c + good.slice(i + 1));
    for (let n = 100; bad.length < 10_000; n++) bad.push(n % 2 ? `https://h/ticket/${code_of(n * 7919)}#1${randomBytes(64).toString('base64url')}` : signed(code_of(n * 7919), `2020-${n}`));
    let opened = 0;
    for (const text of bad) {
      const result = decide_ticket(known(roster), await scanned_ticket(text, roster.key, slug), text).result;
      if (result !== 'unknown' && result !== 'revoked') opened++;
    }
    expect([bad.length, opened]).toEqual([10_000, 0]);
    expect(decide_ticket(known(roster), await scanned_ticket(good, roster.key, slug), good).result).toBe('admitted'); // what is right does
  }, 120_000);
});

describe('the queue without a network', () => {
  it('keeps a second scan of a guest who was told already, and sends first who waits for a word', () => {
    const told = scan('a', { ticket: 'AAAAAAAAAA' }, admitted(guest(1)));
    const queue = enqueue([told], scan('b', { ticket: 'AAAAAAAAAA' }))!;
    expect(queue.map((one) => one.request.id)).toEqual(['a', 'b']);
    expect(next_to_send(queue)?.request.id).toBe('b');
    expect(next_to_send([told])?.request.id).toBe('a');
  });

  it('finds the scan of before a reload that still waits for a word', () => {
    const asked = scan('a', { ticket: 'https://h/ticket/AAAAAAAAAA#1x' });
    expect(waiting_for([asked], { id: 'b', ticket: 'AAAAAAAAAA', desk: '1号台', scanned_at: 2 })).toBe(asked);
    expect(waiting_for([{ ...asked, decided: admitted() } as Waiting], { id: 'b', ticket: 'AAAAAAAAAA', desk: '1号台', scanned_at: 2 })).toBeUndefined();
  });
});
