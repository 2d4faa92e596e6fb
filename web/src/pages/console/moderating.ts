// What a moderator does to questions: commands with their version, what is in flight, what was refused, and undo.
// Knows no column and no key.
import { shallowRef } from 'vue';
import { as_problem, type Problem } from '../../api';
import type { use_hall } from '../../hall';
import { by_votes, next_first, on_stage, sorted } from '../../questions';
import { apply_answer } from '../../state';
import { console_texts } from '../../texts/console';
import { texts_of } from '../../texts/texts';
import type { Question } from '../../wire';
import type { CommandFields, OnQuestion } from '../../wire_feed';
import { marks, moved_since, no_longer_next, undo_order, way, type PlainCommand, type Step, type StepName, type Trace } from './steps';

type CommandOnQuestion = { [K in keyof CommandFields]: CommandFields[K] extends OnQuestion ? K : never }[keyof CommandFields];
type Extra = { text?: string; into?: string; reason?: string; talk?: string };

/** A step of this page, from its beginning on. */
interface Entry {
  name: StepName;
  number: number;
  done: Promise<Step | undefined>; // undefined: it was refused
}

export interface Message {
  kind: 'warn' | 'bad' | 'ok';
  words: () => string; // in the page's language of the moment
}

const most_steps = 50;
const t = texts_of(console_texts);

export function use_moderating(hall: ReturnType<typeof use_hall>) {
  const busy = shallowRef<ReadonlySet<string>>(new Set()); // ids with a command in flight
  const message = shallowRef<Message>();
  const steps = shallowRef<readonly Entry[]>([]);
  let undoing = Promise.resolve(); // one after the other
  const known = (id: string) => hall.state.value.questions.get(id);

  function set_busy(id: string, on: boolean): void {
    const next = new Set(busy.value);
    if (on) next.add(id);
    else next.delete(id);
    busy.value = next;
  }

  /** One command on the question as it was seen. The question afterwards, or undefined when it was refused. */
  async function command(name: CommandOnQuestion, seen: Question, extra: Extra = {}): Promise<Question | undefined> {
    set_busy(seen.id, true);
    try {
      const fields = { question: seen.id, version: seen.version, ...extra };
      const answer = await hall.send(name, fields as CommandFields[typeof name]);
      return known(seen.id) ?? answer.question;
    } catch (error) {
      refused(seen, as_problem(error));
      return undefined;
    } finally {
      set_busy(seen.id, false);
    }
  }

  function refused(seen: Question, problem: Problem): void {
    const fresh = problem.body.question;
    if (problem.code !== 'version_conflict') {
      message.value = { kind: 'bad', words: () => t('failed', { n: seen.number, why: problem.text }) };
      return;
    }
    if (fresh) hall.state.value = apply_answer(hall.state.value, { question: fresh });
    const now = fresh ?? known(seen.id) ?? seen;
    message.value = {
      kind: 'warn',
      words: () => t('conflict', { n: seen.number })
        + (now.status !== seen.status ? t('conflict_status', { status: t(`status_${now.status}`) }) : '')
        + (now.text !== seen.text ? t('conflict_text', { text: now.text }) : ''),
    };
  }

  /** Does a step and keeps what it did for undo, from its beginning on: who undoes it before its answer means this one. */
  async function taking(name: StepName, number: number, work: () => Promise<Omit<Step, 'name' | 'number'> | undefined>): Promise<boolean> {
    message.value = undefined;
    const chosen = hall.state.value.show.next;
    const entry: Entry = {
      name, number, done: work().then((did) => did && { ...did, name, number, was_next: no_longer_next(did.traces, chosen) }),
    };
    steps.value = [...steps.value, entry].slice(-most_steps);
    const did = await entry.done;
    if (!did) steps.value = steps.value.filter((one) => one !== entry);
    return did !== undefined;
  }

  /** A step of one command. True when it was taken. */
  async function step(name: StepName, act: CommandOnQuestion, seen: Question, extra?: Extra): Promise<boolean> {
    if (busy.value.has(seen.id)) return false;
    return taking(name, seen.number, async () => {
      const after = await command(act, seen, extra);
      return after && { traces: [{ id: seen.id, before: marks(seen), after: marks(after) }] };
    });
  }

  /** Puts the question on stage; the one that stood there becomes answered in the same transaction. */
  async function stage(seen: Question, name: StepName = 'stage'): Promise<boolean> {
    if (busy.value.has(seen.id)) return false;
    const displaced = on_stage(hall.questions.value);
    return taking(name, displaced && name === 'answer' ? displaced.number : seen.number, async () => {
      const after = await command('stage', seen);
      if (!after) return undefined;
      const traces = [{ id: seen.id, before: marks(seen), after: marks(after) }];
      if (displaced) traces.push({ id: displaced.id, before: marks(displaced), after: { ...marks(displaced), status: 'answered' } });
      return { traces };
    });
  }

  const published = () => next_first(sorted(hall.questions.value.filter((q) => q.status === 'published'), by_votes), hall.state.value.show.next);

  /** Done with the one on stage: the next published goes up, or the stage is left empty. */
  async function answer_and_next(): Promise<void> {
    const staged = on_stage(hall.questions.value);
    const next = published()[0];
    if (staged && busy.value.has(staged.id)) return;
    if (next) await stage(next, staged ? 'answer' : 'stage');
    else if (staged) await step('answer', 'answer', staged);
  }

  /** Makes the question the next one on stage; there is one at a time. */
  async function choose_next(seen: Question): Promise<void> {
    if (busy.value.has(seen.id)) return;
    const from = hall.state.value.show.next;
    await taking('next', seen.number, async () => (await said(seen, 'next', { question: seen.id }) ? { traces: [], chosen: { from, to: seen.id } } : undefined));
  }

  /** A command that is not about the question itself, shown at it. True when it was taken. */
  async function said<K extends 'next' | 'mute' | 'unmute'>(seen: Question, name: K, fields: CommandFields[K]): Promise<boolean> {
    set_busy(seen.id, true);
    try {
      await hall.send(name, fields);
      return true;
    } catch (error) {
      refused(seen, as_problem(error));
      return false;
    } finally {
      set_busy(seen.id, false);
    }
  }

  async function take_choice_back(last: Step, chosen: NonNullable<Step['chosen']>): Promise<void> {
    if (hall.state.value.show.next !== chosen.to) {
      message.value = { kind: 'warn', words: () => t('undo_moved', { n: last.number }) };
      return;
    }
    try {
      if (chosen.from) await hall.send('next', { question: chosen.from });
      else await hall.send('unnext', {});
      message.value = { kind: 'ok', words: () => t('undone', { step: t('did_next', { n: last.number }) }) };
    } catch (error) {
      const why = as_problem(error);
      message.value = { kind: 'bad', words: () => t('failed', { n: last.number, why: why.text }) };
    }
  }

  /** Takes another next: the one with the most votes after it, from the top again after the last. */
  async function another_next(): Promise<void> {
    const by_votes_alone = sorted(published(), (a, b) => by_votes({ ...a, pinned: false }, { ...b, pinned: false }));
    const at = by_votes_alone.findIndex((q) => q.id === published()[0]?.id);
    const other = by_votes_alone[(at + 1) % by_votes_alone.length];
    if (other && by_votes_alone.length > 1) await choose_next(other);
    else message.value = { kind: 'warn', words: () => t('no_next') };
  }

  /** Replies in writing; the question becomes public and answered, unless it is on stage. */
  async function reply(seen: Question, text: string): Promise<boolean> {
    if (busy.value.has(seen.id)) return false;
    let whole = false;
    await taking('reply', seen.number, async () => {
      let after = await command('reply', seen, { text });
      if (!after) return undefined;
      if (after.status === 'pending') after = await command('approve', after);
      if (after?.status === 'published') after = await command('answer', after);
      whole = after !== undefined;
      return { traces: [] };
    });
    return whole;
  }

  /** Merges the others into the one whose text stays; stops at the first that is refused. */
  async function merge(others: readonly Question[], into: Question): Promise<boolean> {
    const traces: Trace[] = [];
    await taking('merge', into.number, async () => {
      for (const seen of others) {
        const after = await command('merge', seen, { into: into.id });
        if (!after) break;
        traces.push({ id: seen.id, before: marks(seen), after: marks(after) });
      }
      return traces.length ? { traces } : undefined;
    });
    return traces.length === others.length;
  }

  /** Mutes the asker, or lets them be heard again. They do not notice. */
  async function mute(seen: Question, on: boolean): Promise<void> {
    const viewer = seen.viewer;
    if (!viewer || busy.value.has(seen.id)) return;
    const name = on ? 'mute' : 'unmute';
    await taking(name, seen.number, async () => (await said(seen, name, { viewer }) ? { traces: [], viewer } : undefined));
  }

  /** Takes a step back that was about a person rather than a question. */
  async function undo_mute({ name, number, viewer }: Step): Promise<boolean> {
    const asked = hall.questions.value.find((q) => q.viewer === viewer);
    return asked !== undefined && viewer !== undefined && await said({ ...asked, number }, name === 'unmute' ? 'mute' : 'unmute', { viewer });
  }

  async function take_back({ id, before }: Trace): Promise<boolean> {
    let question = known(id);
    while (question && question.status !== before.status) {
      const act: PlainCommand | undefined = way(question.status, before.status)?.[0];
      if (!act) { not_now(question); return false; }
      question = await command(act, question, act === 'merge' ? { into: before.merged_into } : act === 'reject' ? { reason: before.reason } : {});
    }
    if (question && question.text !== before.text) question = await command('edit', question, { text: before.text });
    if (question && (question.talk ?? '') !== (before.talk ?? '')) question = await command('assign', question, { talk: before.talk ?? '' });
    if (question && Boolean(question.pinned) !== Boolean(before.pinned)) question = await command(before.pinned ? 'pin' : 'unpin', question);
    return question !== undefined;
  }

  /** Says that this is not possible for the question as it is. */
  function not_now(question: Question): void {
    message.value = { kind: 'warn', words: () => t('not_now', { n: question.number }) };
  }

  /** Takes this page's last step back, if nobody has touched its questions since. One whose answer is not there yet is waited for. */
  function undo(): Promise<void> {
    message.value = undefined;
    const last = steps.value[steps.value.length - 1];
    steps.value = steps.value.slice(0, -1);
    if (!last) message.value = { kind: 'warn', words: () => t('undo_none') };
    else undoing = undoing.catch(() => undefined).then(() => last.done).then((did) => did && take_step_back(did)); // refused: the page says so already
    return undoing;
  }

  async function take_step_back(last: Step): Promise<void> {
    if (last.name === 'reply') { message.value = { kind: 'warn', words: () => t('undo_reply') }; return; }
    if (last.chosen) { await take_choice_back(last, last.chosen); return; }
    const moved = moved_since(last.traces, hall.state.value.questions);
    if (moved) {
      const n = known(moved.id)?.number ?? last.number;
      message.value = { kind: 'warn', words: () => t('undo_moved', { n }) };
      return;
    }
    if (last.viewer && !(await undo_mute(last))) return;
    for (const trace of undo_order(last.traces)) if (!(await take_back(trace))) return;
    const next = last.was_next === undefined ? undefined : known(last.was_next);
    if (next && !hall.state.value.show.next && !(await said(next, 'next', { question: next.id }))) return;
    message.value = { kind: 'ok', words: () => t('undone', { step: t(`did_${last.name}`, { n: last.number }) }) };
  }

  return { busy, message, steps, step, stage, answer_and_next, choose_next, another_next, reply, merge, mute, undo, not_now };
}

export type Moderating = ReturnType<typeof use_moderating>;
