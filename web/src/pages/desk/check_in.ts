// Sends what is done at the desk, one after the other, and keeps what could not be sent until it is answered. When the server
// does not answer in time the desk decides by itself, and sends later what it did.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { as_problem, new_id, post } from '../../api';
import { offline_problem, type Problem } from '../../problem';
import type { AtDesk, CheckIn, CheckInRequest, Guest, UndoRequest, WalkInRequest } from '../../wire';
import { next_sequence, this_device } from './kept';
import { admitted_here, enqueue, next_to_send, read_queue, settle, undone_here, waiting_for, type Waiting } from './queue';
import type { Vault } from './vault';

/** An answer that came after its guest had gone on, and is news: told in a list, not over the whole screen. */
export interface Late {
  id: string;
  label: string;
  answer?: CheckIn;
  problem?: Problem;
}

export interface CheckInOptions {
  slug: string;
  vault: Vault;
  desk: () => string;
  now: () => number; // the server's clock, ms
  away: () => boolean; // it is known that no server answers
  /** What this device says of a scan by itself; undefined when it knows nothing. */
  decide: (request: CheckInRequest) => Promise<CheckIn | undefined>;
  decide_walk_in: (request: WalkInRequest) => Promise<CheckIn | undefined>;
  on_answer: (answer: CheckIn, one: Waiting) => void;
  on_guest: (guest: Guest) => void;
}

const paths = { check_in: 'check-ins', walk_in: 'walk-ins', undo: 'check-ins/undo' } as const;
const try_again_ms = [300, 1000, 3000]; // then every three seconds
const patience_ms = 1200; // then the desk decides
const prompt_ms = 6000; // an answer within this long still finds its guest at the desk

export function use_check_in(options: CheckInOptions) {
  const queue = shallowRef<readonly Waiting[]>([]);
  const late = shallowRef<readonly Late[]>([]);
  const problem = shallowRef<Problem | 'full' | 'unreadable'>();
  const loose = ref(false); // something could not be kept: it is in this page only
  const lost = ref(false); // the last try found no server
  const here = computed(() => admitted_here(queue.value));
  const unkept = computed(() => loose.value && queue.value.length > 0);
  const undone = computed(() => undone_here(queue.value));
  const fresh = new Set<string>(); // ids scanned since the page was opened
  const sent = new Set<string>(); // ids that may have reached the server before
  let tried: WalkInRequest | undefined; // what is sent again is the same to the last letter
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heard_at = 0; // when the server last answered
  let sending = false;
  let failures = 0; // in a row
  let gone = false;

  const ready = options.vault.list('queue').then(({ entries, unreadable }) => {
    if (unreadable) problem.value = 'unreadable';
    queue.value = [...read_queue(entries), ...queue.value];
    if (queue.value.length) void run();
  }, () => { loose.value = true; });

  /** Resolves when it is kept, or known not to be. */
  async function keep(done: Promise<boolean>): Promise<void> {
    if (!(await done)) loose.value = true;
  }

  function replace(one: Waiting, by: Waiting): Promise<void> {
    queue.value = queue.value.map((waiting) => (waiting === one ? by : waiting));
    return keep(options.vault.put('queue', by.request.id, by));
  }

  function drop(id: string): void {
    queue.value = settle(queue.value, id);
    void options.vault.drop('queue', id);
  }

  function at_desk(id = new_id()): Required<Pick<AtDesk, 'id' | 'desk' | 'scanned_at' | 'device' | 'sequence'>> {
    return { id, desk: options.desk(), scanned_at: options.now(), device: this_device(), sequence: next_sequence() };
  }

  async function add(one: Waiting): Promise<boolean> {
    if (problem.value !== 'unreadable') problem.value = undefined;
    const next = enqueue(queue.value, one);
    if (!next) problem.value = 'full';
    if (!next || next === queue.value) return false;
    fresh.add(one.request.id);
    queue.value = next;
    const kept = keep(options.vault.put('queue', one.request.id, one));
    void run();
    await kept;
    return true;
  }

  async function admit(who: { ticket: string } | { registration: string }, label: string): Promise<void> {
    const request: CheckInRequest = { ...at_desk(), ...who };
    // While what was done alone is not all sent, only this desk knows whom it let in.
    if (options.away() || lost.value || here.value.size) {
      const decided = await options.decide(request).catch(() => undefined);
      if (decided) return decide_alone({ kind: 'check_in', request, label }, decided);
    }
    if (!(await add({ kind: 'check_in', request, label }))) return;
    await out_of_patience();
    const one = queue.value.find((waiting) => waiting.request.id === request.id);
    if (one?.kind !== 'check_in' || one.decided || gone) return;
    const decided = await options.decide(request).catch(() => undefined);
    if (!decided || !queue.value.includes(one)) return; // the server was faster after all
    lost.value = true;
    const alone = alone_with(one, decided);
    await replace(one, alone);
    options.on_answer(decided, alone);
  }

  /** A server that answers the others of a group, one after the other, is there. */
  async function out_of_patience(): Promise<void> {
    const began = performance.now();
    for (let left = patience_ms; left > 0; left = Math.max(began, heard_at) + patience_ms - performance.now()) {
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }

  /** What was decided is kept before it is shown. */
  async function decide_alone(one: Waiting & { kind: 'check_in' | 'walk_in' }, decided: CheckIn): Promise<void> {
    const earlier = one.kind === 'check_in' ? waiting_for(queue.value, one.request) : undefined; // of before a reload
    if (earlier?.kind === 'check_in') {
      const alone = alone_with(earlier, decided);
      await replace(earlier, alone);
      return options.on_answer(decided, alone);
    }
    const alone = alone_with(one, decided);
    if (await add(alone)) options.on_answer(decided, alone);
  }

  /** Registers who comes without a registration; throws the server's Problem. Without a network it is kept for later. */
  async function walk_in(typed: Omit<WalkInRequest, keyof AtDesk>, id: string): Promise<void> {
    const request = tried = { ...(tried?.id === id ? tried : at_desk(id)), ...typed };
    const one = { kind: 'walk_in' as const, request, label: typed.name };
    try {
      if (options.away()) throw offline_problem();
      const answer = await post<CheckIn>(path_of('walk_in'), request, { timeout_ms: 2 * patience_ms });
      options.on_answer(answer, one);
    } catch (error) {
      const decided = as_problem(error).code === 'offline' ? await options.decide_walk_in(request).catch(() => undefined) : undefined;
      if (!decided) throw error;
      lost.value = true;
      await decide_alone(one, decided);
    }
  }

  /** Takes an admission back; throws the server's Problem. Without a network it is kept for later. */
  async function undo(guest: Guest, request: UndoRequest): Promise<void> {
    const mine = here.value.get(guest.registration);
    const { registration: _, admitted_at: __, ...of_scan } = request;
    const one: Waiting = { kind: 'undo', request: mine ? { ...of_scan, scan: mine.scan } : request, label: guest.name };
    try {
      if (mine || options.away()) throw offline_problem();
      const answer = await post<{ guest: Guest }>(path_of('undo'), request, { timeout_ms: 2 * patience_ms });
      options.on_guest(answer.guest);
    } catch (error) {
      if (as_problem(error).code !== 'offline') throw error;
      await add(one);
    }
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    if (sending || gone) return;
    sending = true;
    try {
      for (let one = next_to_send(queue.value); one; one = next_to_send(queue.value)) {
        if (!(await send(one))) break;
      }
    } finally {
      sending = false;
    }
    if (queue.value.length && !gone) timer = setTimeout(() => void run(), try_again_ms[Math.min(failures++, try_again_ms.length - 1)]);
  }

  /** True when the server has answered, whatever it said. */
  async function send(one: Waiting): Promise<boolean> {
    const began = performance.now();
    const { id } = one.request;
    const again = sent.has(id) || !fresh.has(id);
    sent.add(id);
    let answer: CheckIn | { guest: Guest };
    try {
      answer = await post<CheckIn | { guest: Guest }>(path_of(one.kind), one.request, { timeout_ms: 8000 });
    } catch (error) {
      return refused(one, as_problem(error));
    }
    heard_at = performance.now();
    lost.value = false;
    failures = 0;
    if (queue.value.find((waiting) => waiting.request.id === id)?.request !== one.request) return true; // decided meanwhile: what the desk did is sent, too
    if (answer.guest && !again) options.on_guest(answer.guest); // an answer of before is older than the roster
    drop(id);
    if (one.kind !== 'undo') answered(one, answer as CheckIn, performance.now() - began);
    return true;
  }

  /** True when nothing will come of sending it again. */
  function refused(one: Waiting, why: Problem): boolean {
    const { id } = one.request;
    const alone = one.kind !== 'undo' && one.decided !== undefined;
    lost.value = why.code === 'offline';
    if (why.worth_retrying) return false;
    if (why.status === 401 || why.status === 403 || (alone && why.status >= 500)) {
      problem.value = why; // kept: after signing in again, or a mend of the server, it is sent
      return false;
    }
    drop(id);
    if (one.kind === 'undo' && one.request.scan !== undefined && why.code === 'wrong_state') return true; // it admitted nobody
    if (fresh.has(id) && !alone) problem.value = why;
    else tell_late({ id, label: one.label, problem: why });
    return true;
  }

  function answered(one: Exclude<Waiting, { kind: 'undo' }>, answer: CheckIn, took_ms: number): void {
    const { id, scanned_at } = one.request;
    const prompt = fresh.has(id) && options.now() - scanned_at < prompt_ms && took_ms < prompt_ms;
    if (!one.decided && prompt) options.on_answer(answer, one);
    else if (one.decided?.result !== 'admitted' && one.decided?.result !== answer.result) tell_late({ id, label: one.label, answer });
    // a guest who was let in against the list is told to every desk, as a conflict
  }

  function tell_late(one: Late): void {
    late.value = [one, ...late.value.filter((known) => known.id !== one.id)];
  }

  function forget(id: string): void {
    late.value = late.value.filter((one) => one.id !== id);
  }

  function path_of(kind: Waiting['kind']): string {
    return `/api/events/${options.slug}/${paths[kind]}`;
  }

  const hurry = () => void run();
  const leaving = (event: BeforeUnloadEvent) => { if (unkept.value) event.preventDefault(); }; // the browser asks
  window.addEventListener('online', hurry);
  window.addEventListener('beforeunload', leaving);
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
    window.removeEventListener('online', hurry);
    window.removeEventListener('beforeunload', leaving);
  });
  return { queue, late, problem, unkept, lost, here, undone, ready, admit, walk_in, undo, forget, hurry };
}

function alone_with<One extends Waiting & { kind: 'check_in' | 'walk_in' }>(one: One, decided: CheckIn): One {
  return { ...one, decided, request: { ...one.request, offline: true, let_in: decided.result === 'admitted' } };
}
