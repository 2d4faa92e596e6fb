// What a contact reads and sends with the secret of the link; it stands behind the # of the address and in no request's path.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { as_problem, get, post, retry, type Problem } from '../../api';
import type { DelegationAnswer } from '../../wire';

const every_ms = 20_000; // who has arrived comes by itself

export function use_contact(id: string) {
  const bearer = window.location.hash.replace(/[^\w-]/g, '');
  const path = `/api/delegations/${encodeURIComponent(id)}`;
  const known = shallowRef<DelegationAnswer>();
  const problem = shallowRef<Problem>();
  const wait = ref(0);

  async function load(): Promise<void> {
    problem.value = undefined;
    try {
      known.value = await retry(() => get<DelegationAnswer>(path, { bearer }), {
        on_wait: (seconds, why) => { wait.value = seconds; if (!known.value) problem.value = seconds ? why : undefined; },
      });
    } catch (error) {
      const refused = as_problem(error);
      if (refused.code === 'link_invalid') known.value = undefined;
      if (!known.value) problem.value = refused; // else what is shown stays
    }
  }
  /** Sends a change, the same one until it is answered, and reads how things stand then. */
  async function send(what: string, request: { id: string }, on_wait?: (seconds: number, why?: Problem) => void): Promise<void> {
    await retry(() => post(`${path}/delegates${what}`, request, { bearer }), { tries: 5, on_wait });
    await load();
  }

  void load();
  const again = () => { if (document.visibilityState === 'visible' && known.value) void load(); };
  const timer = setInterval(again, every_ms);
  const other_link = () => window.location.reload(); // another secret behind the #
  document.addEventListener('visibilitychange', again);
  window.addEventListener('hashchange', other_link);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', again);
    window.removeEventListener('hashchange', other_link);
  });
  return { known, problem, wait, load, send };
}
export type Contact = ReturnType<typeof use_contact>;
