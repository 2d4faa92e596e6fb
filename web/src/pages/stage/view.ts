// What the stage shows, and how large. Pure: from the event and the questions, never what is not released.
import { current_segment, next_segment } from '../../parts/segment_clock';
import { by_votes, is_public, next_first, on_stage, sorted } from '../../questions';
import type { Event, Question, Segment, Speaker } from '../../wire';

export type StageView =
  | { kind: 'question'; question: Question; speakers: Speaker[]; next?: Question }
  | { kind: 'segment'; segment: Segment; next?: Question; then?: Segment }
  | { kind: 'before' }
  | { kind: 'ended' };

/** The question that comes next: the chosen one while it is published, else the pinned one, else the one with most votes. */
export function next_question(questions: readonly Question[], chosen?: string): Question | undefined {
  return next_first(sorted(questions.filter((q) => q.status === 'published'), by_votes), chosen)[0];
}

/**
 * After the end nothing is asked any more. Before it a staged question stands before everything; else the item that is on. The next question stands under a question and
 * under the questions' own item; under a talk stands what the agenda has next.
 */
export function stage_view(event: Event, questions: readonly Question[], chosen?: string): StageView {
  if (event.status === 'ended') return { kind: 'ended' };
  const released = questions.filter((q) => is_public(q.status));
  const question = on_stage(released);
  const next = next_question(released, chosen);
  if (question) return { kind: 'question', question, speakers: asked_of(event, question), next };
  const segment = current_segment(event);
  if (segment) return segment.kind === 'questions' ? { kind: 'segment', segment, next } : { kind: 'segment', segment, then: next_segment(event) };
  return { kind: 'before' };
}

/** Who is asked: the speakers of the talk the question was put to; nobody by name when it is for all. */
function asked_of(event: Event, question: Question): Speaker[] {
  const talk = event.agenda.find((segment) => segment.id === question.talk);
  return talk?.speakers.filter((speaker) => !speaker.compere) ?? [];
}

/** Length as the eye has it: a Latin letter or a figure is half as wide as 汉字. */
export function text_length(text: string): number {
  let length = 0;
  for (const sign of text) length += /[\u0000-\u024f]/.test(sign) ? 0.5 : 1;
  return length;
}

/** A longer question takes the whole width; the time left then stands under the line, beside what is next. */
export const longest_narrow = 120;

/** A message of the moderators up to so long stands beside the question, a longer one across the screen. */
export const longest_beside = 24;

/** 100 px up to 24 characters, 80 up to 48, 64 beyond, on a screen 1920 wide. */
export function words_size(text: string): 100 | 80 | 64 {
  const length = text_length(text);
  if (length <= 24) return 100;
  return length <= 48 ? 80 : 64;
}
