// Sends check-ins, one after the other, and keeps those that could not be sent until they are answered.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { as_problem, new_id, post, type Problem } from '../../api';
import type { CheckIn, CheckInRequest } from '../../wire';
import { keep, kept } from './kept';
import { enqueue, read_queue, settle, type Waiting } from './queue';

/** An answer that came after its guest had gone on: told in a list, not over the whole screen. */
export interface Late {
  id: string;
  label: string;
  answer?: CheckIn;
  problem?: Problem;
}

export interface CheckInOptions {
  slug: string;
  desk: () => string;
  now: () => number; // the server's clock, ms
  on_answer: (answer: CheckIn, one: Waiting) => void;
}

const try_again_ms = 3000;
const prompt_ms = 6000; // an answer within this long still finds its guest at the desk

export function use_check_in(options: CheckInOptions) {
  const store_key = `jiangtang.desk.queue.${options.slug}`;
  const queue = shallowRef<readonly Waiting[]>(read_queue(kept(store_key)));
  const late = shallowRef<readonly Late[]>([]);
  const problem = shallowRef<Problem | 'full' | 'not_kept'>();
  const lost = ref(false); // the last try found no server
  const fresh = new Set<string>(); // ids scanned since the page was opened
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending = false;
  let gone = false;

  function put(next: readonly Waiting[]): void {
    queue.value = next;
    if (!keep(store_key, JSON.stringify(next)) && lost.value) problem.value = 'not_kept';
  }

  function admit(who: { ticket: string } | { registration: string }, label: string): void {
    problem.value = undefined;
    const request: CheckInRequest = { id: new_id(), ...who, desk: options.desk(), scanned_at: options.now() };
    const next = enqueue(queue.value, { request, label });
    if (!next) return void (problem.value = 'full');
    fresh.add(request.id);
    put(next);
    void run();
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    if (sending || gone) return;
    sending = true;
    // the person in front of the desk goes before those whose answer can only be late
    for (let one = queue.value.at(-1); one; one = queue.value.at(-1)) {
      if (!(await send(one))) break;
    }
    sending = false;
    if (queue.value.length && !gone) timer = setTimeout(() => void run(), try_again_ms);
  }

  /** True when the server has answered, whatever it said. */
  async function send(one: Waiting): Promise<boolean> {
    const began = performance.now();
    try {
      const answer = await post<CheckIn>(`/api/events/${options.slug}/check-ins`, one.request, { timeout_ms: 8000 });
      lost.value = false;
      put(settle(queue.value, one.request.id));
      const prompt = fresh.has(one.request.id) && options.now() - one.request.scanned_at < prompt_ms
        && performance.now() - began < prompt_ms;
      if (prompt) options.on_answer(answer, one);
      else late.value = [{ id: one.request.id, label: one.label, answer }, ...late.value];
      return true;
    } catch (error) {
      const refused = as_problem(error);
      lost.value = refused.code === 'offline';
      if (refused.worth_retrying) return false;
      if (refused.status === 401 || refused.status === 403) {
        problem.value = refused; // kept: after signing in again it is sent
        return false;
      }
      put(settle(queue.value, one.request.id));
      if (fresh.has(one.request.id)) problem.value = refused;
      else late.value = [{ id: one.request.id, label: one.label, problem: refused }, ...late.value];
      return true;
    }
  }

  function forget(id: string): void {
    late.value = late.value.filter((one) => one.id !== id);
  }

  const hurry = () => void run();
  window.addEventListener('online', hurry);
  if (queue.value.length) hurry();
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
    window.removeEventListener('online', hurry);
  });
  return { queue, late, problem, lost, admit, forget, hurry };
}
