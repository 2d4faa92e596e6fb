// Asking: what is typed, what is on its way, what was refused. A question is sent once, however often the line drops.
import { ref, shallowRef, watch } from 'vue';
import { new_id } from '../../ids';
import { Problem } from '../../problem';
import type { Answer, CommandFields } from '../../wire_feed';
import {
  keep_ask_draft, keep_outbox, load_ask_draft, load_outbox, longest_question, question_length, without, type Unsent,
} from './outbox';

export interface AskingOptions {
  slug: string;
  send: (fields: CommandFields['ask'], id: string) => Promise<Answer>;
  /** The hall's time of the picture one has gone back to; undefined: live. */
  about?: () => number | undefined;
  /** Whether the event takes questions without a name. */
  may_be_anonymous: () => boolean;
  /** The question is with the moderator, or published already. */
  sent: (question: Unsent, is_public: boolean) => void;
}

export function use_asking(options: AskingOptions) {
  const draft = load_ask_draft(options.slug);
  const text = ref(draft.text);
  const anonymous = ref(draft.anonymous);
  const outbox = shallowRef<Unsent[]>(load_outbox(options.slug));
  const problem = shallowRef<Problem>();
  const until = ref<number>(); // device ms: not before

  watch([text, anonymous], () => keep_ask_draft(options.slug, { text: text.value, anonymous: anonymous.value }));
  watch(outbox, (list) => keep_outbox(options.slug, list));
  watch(text, () => { if (!until.value || until.value < Date.now()) problem.value = undefined; });

  function ask(talk?: string): void {
    const length = question_length(text.value);
    if (!length || length > longest_question || (until.value ?? 0) > Date.now()) return;
    const about = options.about?.();
    const unnamed = anonymous.value && options.may_be_anonymous();
    const question: Unsent = { id: new_id(), text: text.value.trim(), anonymous: unnamed, ...(talk && { talk }), ...(about && { about: Math.round(about) }) };
    problem.value = undefined;
    text.value = '';
    outbox.value = [question, ...outbox.value];
    void deliver(question);
  }

  async function deliver(question: Unsent): Promise<void> {
    const { id, text: words, anonymous: unnamed, talk, about } = question;
    try {
      const answer = await options.send({ text: words, ...(unnamed && { anonymous: true }), ...(talk && { talk }), ...(about && { about }) }, id);
      outbox.value = without(outbox.value, id);
      options.sent(question, answer.question?.status === 'published');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== 'feed_ended') refuse(question, error); // else it stays and goes with the next opening
    }
  }

  function refuse(question: Unsent, why: Problem): void {
    problem.value = why;
    until.value = why.retry_after_ms ? Date.now() + why.retry_after_ms : undefined;
    if (why.retry_after_ms) setTimeout(() => { if (problem.value === why) problem.value = undefined; }, why.retry_after_ms);
    if (text.value.trim()) outbox.value = outbox.value.map((one) => (one.id === question.id ? { ...one, refused: true } : one));
    else put_back(question);
  }

  /** A refused question goes back to the field, to be changed. */
  function put_back(question: Unsent): void {
    outbox.value = without(outbox.value, question.id);
    text.value = question.text;
    anonymous.value = question.anonymous;
  }

  for (const question of outbox.value) if (!question.refused) void deliver(question); // from before a reload
  return { text, anonymous, outbox, problem, until, ask, put_back };
}
