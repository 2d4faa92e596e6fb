// Which questions the hall sees: at most three, the one being answered first. Pure; never what is not released.
import { by_votes, on_stage, sorted } from '../../questions';
import type { Question } from '../../wire';

export const most_rows = 3;

export function screen_rows(questions: readonly Question[], most = most_rows): Question[] {
  const staged = on_stage(questions);
  const published = sorted(questions.filter((q) => q.status === 'published'), by_votes);
  return [...(staged ? [staged] : []), ...published].slice(0, most);
}

/** The address people in the hall open: whole for the code, without the scheme for reading. */
export function join_address(page: { origin: string; host: string }, path: string): { whole: string; read: string } {
  return { whole: page.origin + path, read: page.host + path };
}
