// What a viewer's own votes do to the state: shown at once, confirmed or taken away by the answer. Only viewers vote, so that no
// other page loads this.
import type { use_hall } from './hall';
import { counts_for } from './questions';
import { with_votes, with_voting, type HallState } from './state';
import { votes_of, with_sums_told, type Voting } from './vote_state';

/** The state after this viewer's vote was sent (`on`) or taken back: shown at once, the sum as it will probably be. */
export function vote_sent(state: HallState, question: string, on: boolean): HallState {
  if (state.votes.has(question) === on) return state;
  return voted(state, question, with_ballot(state.voting, question, on, state.questions.get(question)?.votes));
}

/** The state after the server took it; `unvoted`: the votes that were taken back with it. */
export function vote_taken(state: HallState, question: string, on: boolean, unvoted: readonly string[] = []): HallState {
  return voted(state, question, with_vote(without_ballot(state.voting, question, on), question, on, unvoted));
}

/** The state after the server refused it: the sum goes back unless the server has told it since. */
export function vote_refused(state: HallState, question: string, on: boolean): HallState {
  return voted(state, question, without_ballot(state.voting, question, on));
}

function voted(state: HallState, question: string, voting: Voting): HallState {
  const guess = guessed_sum(voting, question);
  const sum: [string, number][] = guess === undefined ? [] : [[question, guess]];
  const waits = voting.ballots.some((one) => one.question === question);
  return {
    ...with_voting(state, waits ? voting : with_sums_told(voting, [question])),
    questions: with_votes(state.questions, sum), mine: with_votes(state.mine, sum),
  };
}

/** The sum to show for a question whose vote was sent, refused or taken; undefined when the one that is known stands. */
function guessed_sum(voting: Voting, question: string): number | undefined {
  const told = voting.told.get(question);
  return told === undefined ? undefined : Math.max(0, told + Number(votes_of(voting).has(question)) - Number(is_counted(voting, question)));
}

function with_ballot(voting: Voting, question: string, on: boolean, sum: number | undefined): Voting {
  const told = sum === undefined || voting.told.has(question) ? voting.told : new Map(voting.told).set(question, sum);
  return { ...voting, ballots: [...voting.ballots, { question, on }], told };
}

/** Without the oldest such ballot: it was answered. */
function without_ballot(voting: Voting, question: string, on: boolean): Voting {
  const at = voting.ballots.findIndex((one) => one.question === question && one.on === on);
  return at < 0 ? voting : { ...voting, ballots: voting.ballots.filter((_, i) => i !== at) };
}

/** The vote is given, or it and `unvoted`, which counted for the same question, are taken back. */
function with_vote(voting: Voting, question: string, on: boolean, unvoted: readonly string[]): Voting {
  const after = { ...voting, given: new Set(on ? [...voting.given, question] : [...voting.given].filter((id) => id !== question && !unvoted.includes(id))) };
  const told = voting.told.get(question);
  if (told === undefined) return after;
  const more = Number(is_counted(after, question)) - Number(is_counted(voting, question));
  return { ...after, told: new Map(voting.told).set(question, told + more) };
}

const is_counted = ({ given, merges }: Voting, question: string) => counts_for(given, merges).has(question);

/** → vote(question, on): votes or takes the vote back; shown at once, undone when the server refuses. Throws the Problem then. */
export function use_vote({ state, feed }: Pick<ReturnType<typeof use_hall>, 'state' | 'feed'>) {
  return async (question: string, on: boolean): Promise<void> => {
    state.value = vote_sent(state.value, question, on);
    try {
      const { unvoted } = await feed.send(on ? 'vote' : 'unvote', { question });
      state.value = vote_taken(state.value, question, on, unvoted);
    } catch (error) {
      state.value = vote_refused(state.value, question, on);
      throw error;
    }
  };
}
