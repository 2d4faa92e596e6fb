// Sends what an organizer does with seats, one thing at a time, and says what was refused.
import { ref, shallowRef } from 'vue';
import { as_problem, new_id, post, retry, type Problem } from '../../api';

export function use_seat_command(slug: string) {
  const problem = shallowRef<Problem>();
  const busy = ref(false);

  /** True when it was done. The same id goes with every try. */
  async function send(path: string, body: object): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = undefined;
    const request = { id: new_id(), ...body };
    try {
      await retry(() => post(`/api/events/${slug}/${path}`, request), { tries: 4 });
      return true;
    } catch (error) {
      problem.value = as_problem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { problem, busy, send };
}
