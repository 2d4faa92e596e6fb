// The replay of an event as the server knows it: asked for again until it is ready. Knows no player.
import { onScopeDispose, ref, shallowRef } from 'vue';
import { get, Problem } from './api';
import { is_gate, through_gate } from './gate';
import type { Replay, ReplayAnswer } from './wire_stream';

export type ReplayState = 'loading' | 'gate' | 'not_over' | 'preparing' | 'ready' | 'none' | 'failed';

/** What an answer, or a refusal, means. 409: the event is not over; 404 of another code than the event's: not recorded. */
export function replay_state(answer: ReplayAnswer | Problem): ReplayState {
  if (!(answer instanceof Problem)) return answer.ready ? 'ready' : 'preparing';
  if (is_gate(answer)) return 'gate';
  if (answer.status === 409) return 'not_over';
  return answer.status === 404 ? 'none' : 'failed';
}

const again_ms: Partial<Record<ReplayState, number>> = { preparing: 4000, not_over: 20_000, failed: 6000 };

export function use_replay(slug: string) {
  const replay = shallowRef<Replay>();
  const state = ref<ReplayState>('loading');
  const problem = shallowRef<Problem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const look = () => get<ReplayAnswer>(`/api/events/${encodeURIComponent(slug)}/replay`);
    const answer = await through_gate(slug, look).catch((error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    });
    if (gone) return;
    state.value = replay_state(answer);
    if (answer instanceof Problem) problem.value = answer;
    else if (answer.ready) replay.value = answer;
    const pause = again_ms[state.value];
    if (pause) timer = setTimeout(() => void ask(), pause * (0.75 + Math.random() / 2));
  }
  void ask();
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
  });
  return { replay, state, problem, ask };
}
