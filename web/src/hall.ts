// A page's feed and state in one: `const hall = use_hall({event: slug})` in a page's setup, closed with the page.
import { computed, onScopeDispose, shallowRef } from 'vue';
import { Feed, type FeedOptions } from './feed';
import { apply, apply_answer, empty_state } from './state';
import type { CommandFields, CommandName, Hello, Notice, Presence, Tick } from './wire_feed';

export type HallOptions = Omit<FeedOptions, 'on_message'> & {
  /** Hears each message after it was applied: for sounds, announcements, lanes. */
  on_message?: (message: Hello | Notice | Presence | Tick) => void;
};

export function use_hall(options: HallOptions) {
  const state = shallowRef(empty_state());
  const feed = new Feed({
    ...options,
    on_message: (message) => {
      state.value = apply(state.value, message);
      options.on_message?.(message);
    },
  });

  /** Sends a command, applies its answer and returns it; throws a Problem. */
  async function send<K extends CommandName>(name: K, fields: CommandFields[K], id?: string) {
    const answer = await feed.send(name, fields, id);
    state.value = apply_answer(state.value, answer);
    return answer;
  }

  feed.start();
  onScopeDispose(() => feed.stop());
  return {
    state, feed, send,
    connection: feed.state,
    event: computed(() => state.value.event),
    questions: computed(() => [...state.value.questions.values()]),
  };
}
