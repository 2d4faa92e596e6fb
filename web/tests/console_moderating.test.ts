import { computed, shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import type { use_hall } from '../src/hall';
import { use_moderating } from '../src/pages/console/moderating';
import { Problem } from '../src/problem';
import { apply_answer, empty_state, type HallState } from '../src/state';
import type { Question } from '../src/wire';

const question = (id: string, fields: Partial<Question> = {}): Question => ({
  id, number: Number(id.slice(1)), text: '问', status: 'pending', votes: 0, version: 1, from: 'online', asked_at: 1, ...fields,
});

/** A hall whose commands are answered when the test says so; `sent` says what was sent. */
function a_hall(questions: Question[], next?: string) {
  const state = shallowRef<HallState>({ ...empty_state(), role: 'moderator', questions: new Map(questions.map((q) => [q.id, q])) });
  state.value = { ...state.value, show: { ...state.value.show, next } };
  const sent: string[] = [];
  const waiting: ((done: boolean) => void)[] = [];
  const after: Record<string, Partial<Question>> = { approve: { status: 'published' }, reject: { status: 'rejected' }, restore: { status: 'pending' }, stage: { status: 'staged' } };
  const send = (name: string, fields: { question?: string }) => new Promise((taken, refused) => {
    sent.push(`${name} ${fields.question}`);
    waiting.push((done) => {
      if (!done) { refused(new Problem({ code: 'wrong_state', message: '不行' }, 409)); return; }
      const known = state.value.questions.get(fields.question ?? '');
      if (name === 'next') state.value = { ...state.value, show: { ...state.value.show, next: fields.question } };
      if (!known || name === 'next') { taken({ re: '', ok: true }); return; }
      const now = { ...known, ...(name === 'restore' && known.status === 'staged' ? { status: 'published' as const } : after[name]), version: known.version + 1 };
      state.value = apply_answer(state.value, { question: now });
      if (state.value.show.next === now.id && now.status !== 'published') state.value = { ...state.value, show: { ...state.value.show, next: undefined } };
      taken({ re: '', ok: true, question: now });
    });
  });
  const hall = { state, questions: computed(() => [...state.value.questions.values()]), send };
  const settle = async () => { for (let i = 0; i < 20; i++) await Promise.resolve(); };
  const answer = async (done = true) => { waiting.shift()?.(done); await settle(); };
  return { hall: hall as unknown as ReturnType<typeof use_hall>, sent, answer, status: (id: string) => state.value.questions.get(id)?.status, state };
}

describe('undo', () => {
  it('pressed before the answer has come takes that step back, not the one before', async () => {
    const { hall, sent, answer, status } = a_hall([question('q1'), question('q2')]);
    const { step, undo, steps } = use_moderating(hall);
    void step('approve', 'approve', question('q1'));
    await answer();
    void step('approve', 'approve', question('q2'));
    expect(steps.value[1]?.number).toBe(2); // what Z takes back is said before the answer is there
    void undo();
    await answer();
    expect(sent).toEqual(['approve q1', 'approve q2', 'restore q2']);
    await answer();
    expect([status('q1'), status('q2')]).toEqual(['published', 'pending']);
    expect(steps.value.length).toBe(1);
  });
  it('of a step that is refused takes nothing back', async () => {
    const { hall, sent, answer, status } = a_hall([question('q1'), question('q2')]);
    const { step, undo, steps } = use_moderating(hall);
    void step('approve', 'approve', question('q1'));
    await answer();
    void step('approve', 'approve', question('q2'));
    void undo();
    await answer(false);
    expect(sent).toEqual(['approve q1', 'approve q2']);
    expect([status('q1'), status('q2'), steps.value.length]).toEqual(['published', 'pending', 1]);
  });
  it('pressed twice takes two steps back, one after the other', async () => {
    const { hall, sent, answer } = a_hall([question('q1'), question('q2')]);
    const { step, undo } = use_moderating(hall);
    void step('approve', 'approve', question('q1'));
    await answer();
    void step('reject', 'reject', question('q2'));
    void undo();
    void undo();
    await answer();
    await answer();
    await answer();
    expect(sent.slice(2)).toEqual(['restore q2', 'restore q1']);
  });
  it('of a stage step chooses the question as the next one again', async () => {
    const next = question('q1', { status: 'published' });
    const { hall, sent, answer, state } = a_hall([next], 'q1');
    const { stage, undo } = use_moderating(hall);
    void stage(next);
    await answer();
    expect(state.value.show.next).toBeUndefined();
    void undo();
    await answer();
    await answer();
    await answer();
    expect(sent).toEqual(['stage q1', 'restore q1', 'next q1']);
    expect(state.value.show.next).toBe('q1');
  });
});
