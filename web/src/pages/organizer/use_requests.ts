// The requests that wait for an organizer's answer: kept up to date by the feed, decided on together, each answer once.
import { computed, ref, shallowRef, watch } from 'vue';
import { as_problem, get, new_id, post, retry, type Problem } from '../../api';
import { same_or_new } from '../../form';
import type { Requests, Verdict, VerdictAnswer, VerdictRequest } from '../../wire_rules';

const most_at_once = 200; // of the server

/** `news` changes whenever something became of a registration. */
export function use_requests(slug: string, news: () => number) {
  const path = `/api/events/${encodeURIComponent(slug)}/requests`;
  const state = shallowRef<Requests>();
  const problem = shallowRef<Problem>();
  const refused = shallowRef<Problem>(); // of the last answer
  const busy = ref(false);
  const outcome = shallowRef<VerdictAnswer>();
  const ticked = ref<ReadonlySet<string>>(new Set());
  const picked = computed(() => (state.value?.requests ?? []).map((one) => one.guest.registration).filter((id) => ticked.value.has(id)).slice(0, most_at_once));
  let sent: VerdictRequest | undefined;

  let loading = false;
  let again = false;
  /** One at a time; what comes meanwhile is asked for once more behind it. */
  async function load(): Promise<void> {
    if (loading) {
      again = true;
      return;
    }
    loading = true;
    try {
      state.value = await retry(() => get<Requests>(path), { tries: 2 });
      problem.value = undefined;
    } catch (error) {
      problem.value = as_problem(error);
    } finally {
      loading = false;
    }
    if (again) {
      again = false;
      await load();
    }
  }
  watch(news, () => void load(), { immediate: true });

  function tick(id: string, on: boolean): void {
    const next = new Set(ticked.value);
    if (on) next.add(id);
    else next.delete(id);
    ticked.value = next;
  }
  function tick_all(on: boolean): void {
    ticked.value = new Set(on ? (state.value?.requests ?? []).map((one) => one.guest.registration) : []);
  }

  /** Whether it was answered. */
  async function decide(what: Verdict, registrations: string[], reason = ''): Promise<boolean> {
    if (busy.value || !registrations.length) return false;
    busy.value = true;
    refused.value = undefined;
    outcome.value = undefined;
    const request = sent = same_or_new(sent, { do: what, registrations, ...(reason && { reason }) }, new_id);
    try {
      outcome.value = await retry(() => post<VerdictAnswer>(path, request), { tries: 4 });
      sent = undefined;
      for (const id of registrations) tick(id, false);
      await load();
      return true;
    } catch (error) {
      refused.value = as_problem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { state, problem, refused, busy, outcome, ticked, picked, load, tick, tick_all, decide };
}
