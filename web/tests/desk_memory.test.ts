// The roster in the desk's memory: taken when the feed begins, followed from there, kept for the next opening, and forgotten.
import { effectScope, shallowRef, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { use_memory } from '../src/pages/desk/memory';
import { SealedShelf } from '../src/pages/desk/sealed';
import { Vault } from '../src/pages/desk/vault';
import { empty_state, type HallState } from '../src/state';
import type { Event as Lecture, Guest, RosterBody } from '../src/wire';
import type { Hello, Notice } from '../src/wire_feed';
import { memory_shelf, type MemoryShelf } from './support/memory_shelf';

const guest = (n: number, more: Partial<Guest> = {}): Guest => ({
  registration: `r${n}`, name: `来宾${n}`, pinyin: 'lai bin', phone_last4: '0001', attendance: 'in_person', status: 'confirmed', ticket_digest: `d${n}`, ...more,
});
const hello = (recovered = false) => ({ type: 'hello', recovered }) as unknown as Hello;
const notice = (seq: number, one: Guest) => ({ type: 'check_in.admitted', seq, guest: one }) as unknown as Notice;
const day_ms = 24 * 3_600_000;

let shelf: MemoryShelf;
let scope: EffectScope;
let rosters: (() => Promise<RosterBody>)[]; // what the server says, one after the other

function open() {
  scope?.stop();
  scope = effectScope();
  const state = shallowRef<HallState>({ ...empty_state(), ready: true, event: { slug: '2020-3' } as Lecture });
  const vault = new Vault('2020-3', async () => new SealedShelf(shelf));
  return scope.run(() => use_memory('2020-3', vault, state))!;
}
const roster = (seq: number, ...guests: Guest[]) => async (): Promise<RosterBody> => ({ epoch: 'e', seq, key: '', guests, closed: {}, traditional: {} });
const until = async (what: () => boolean | Promise<boolean>) => vi.waitFor(async () => { if (!(await what())) throw new Error('not yet'); }, { timeout: 5000, interval: 5 });
const is_kept = () => shelf.kept.has('2020-3/memory');

beforeEach(() => {
  shelf = memory_shelf();
  rosters = [];
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('fetch', async () => {
    const next = rosters.shift();
    if (!next) throw new TypeError('Failed to fetch');
    return Response.json(await next());
  });
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('what happens while the roster is on its way is not missed', async () => {
  let send = (_: RosterBody) => {};
  rosters = [() => new Promise((resolve) => { send = resolve; })];
  const memory = open();
  memory.follow(hello());
  await until(() => rosters.length === 0);
  memory.follow(notice(10, guest(1, { admitted_at: 3 }))); // the roster has it
  memory.follow(notice(11, guest(1, { admitted_at: 7 })));
  send(await roster(10, guest(1), guest(2))());
  await until(() => memory.roster.value !== undefined);
  expect([memory.roster.value?.guest('r1')?.admitted_at, memory.roster.value?.seq, memory.roster.value?.size]).toEqual([7, 11, 2]);
});

it('the roster is there at the next opening, without a network, with what happened since it was taken', async () => {
  rosters = [roster(10, guest(1))];
  const memory = open();
  memory.follow(hello());
  await until(is_kept);
  memory.follow(notice(11, guest(1, { admitted_at: 7 })));
  const before = shelf.kept.get('2020-3/memory');
  Object.assign(document, { visibilityState: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange')); // the page goes
  await until(() => shelf.kept.get('2020-3/memory') !== before);
  const later = open();
  await later.ready;
  expect(later.roster.value?.guest('r1')?.admitted_at).toBe(7);
  expect(later.kept.value?.event.slug).toBe('2020-3');
});

it('a feed that went on without a hole needs no new roster; one with a hole takes one', async () => {
  rosters = [roster(10, guest(1)), roster(20, guest(1), guest(2))];
  const memory = open();
  memory.follow(hello());
  await until(() => memory.roster.value !== undefined);
  memory.follow(hello(true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([rosters.length, memory.roster.value?.size]).toEqual([1, 1]);
  memory.follow(hello());
  await until(() => memory.roster.value?.size === 2);
});

it('a kept roster does not take the place of one that the server just sent', async () => {
  rosters = [roster(10, guest(1))];
  const first = open();
  first.follow(hello());
  await until(is_kept);
  rosters = [roster(30, guest(1), guest(2))];
  const memory = open();
  memory.follow(hello());
  await memory.ready;
  await until(() => memory.roster.value?.seq === 30);
  expect(memory.roster.value?.size).toBe(2);
});

it('after a sign-out nothing of the guests stays, not even what was on its way', async () => {
  let send = (_: RosterBody) => {};
  rosters = [roster(10, guest(1)), () => new Promise((resolve) => { send = resolve; })];
  const memory = open();
  memory.follow(hello());
  await until(is_kept);
  memory.follow(hello());
  await until(() => rosters.length === 0);
  memory.forget();
  send(await roster(20, guest(1))());
  await until(() => !is_kept());
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([memory.roster.value, memory.kept.value, is_kept()]).toEqual([undefined, undefined, false]);
});

it('a list of a week ago is nobody’s business any more', async () => {
  rosters = [roster(10, guest(1))];
  const memory = open();
  memory.follow(hello());
  await until(is_kept);
  vi.useFakeTimers({ now: Date.now() + 8 * day_ms, toFake: ['Date'] });
  const later = open();
  await later.ready;
  await until(() => !is_kept());
  expect(later.roster.value).toBeUndefined();
});
