// What this viewer voted for: as the server has it, what is on its way there, and what merges make of both. Pure reducers, a
// part of state.ts.
import { counts_for, merge_path } from './questions';
import type { QuestionNews } from './wire';
import type { Hello } from './wire_feed';

export interface Voting {
  given: ReadonlySet<string>; // questions voted for, as the server said
  ballots: readonly Ballot[]; // sent and not answered yet, in that order
  merges: ReadonlyMap<string, string>; // where questions were merged into, as far as this viewer was told
  told: ReadonlyMap<string, number>; // sums that are shown with a guess: what the server told before
}

export interface Ballot {
  question: string;
  on: boolean;
}

export const no_votes: Voting = { given: new Set(), ballots: [], merges: new Map(), told: new Map() };

/** As a snapshot says. What is on its way is sent again and stays. */
export function voting_of(voting: Voting, { votes, merged }: NonNullable<Hello['mine']>): Voting {
  return { ...voting, given: new Set(votes), merges: new Map(Object.entries(merged ?? {})), told: new Map() };
}

/** A question that is merged takes its votes along; one that is merged no more has them for itself. */
export function with_merge(voting: Voting, { id, status, merged_into }: QuestionNews): Voting {
  const into = status === 'merged' ? merged_into : undefined;
  if (voting.merges.get(id) === into) return voting;
  const merges = new Map(voting.merges);
  if (into) merges.set(id, into);
  else merges.delete(id);
  return { ...voting, merges };
}

/** The server has told these sums: nothing is guessed in them any more. */
export function with_sums_told(voting: Voting, ids: readonly string[]): Voting {
  if (!ids.some((id) => voting.told.has(id))) return voting;
  return { ...voting, told: new Map([...voting.told].filter(([id]) => !ids.includes(id))) };
}

/** What the votes count for once those on their way are taken: the questions they are given to, and what these are merged into. */
export function votes_of({ given, ballots, merges }: Voting): ReadonlySet<string> {
  let after = given;
  for (const { question, on } of ballots)
    after = new Set(on ? [...after, question] : [...after].filter((id) => !merge_path(merges, id).includes(question)));
  return counts_for(after, merges);
}
