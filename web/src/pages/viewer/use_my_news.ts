// What became of one's own questions, told once each. Pure comparison plus a short-lived word.
import { onScopeDispose, ref, watch } from 'vue';
import { merge_path } from '../../questions';
import type { HallState } from '../../state';
import type { Question } from '../../wire';

export type MyNews =
  | 'news_published' | 'news_staged' | 'news_answered' | 'news_replied' | 'news_rejected' | 'news_merged';

const by_status: Partial<Record<Question['status'], MyNews>> = {
  published: 'news_published', staged: 'news_staged', answered: 'news_answered', rejected: 'news_rejected', merged: 'news_merged',
};

/** The most important change between two states of one's own questions; undefined when nothing is worth a word. Pure. */
export function news_of(before: ReadonlyMap<string, Question>, after: ReadonlyMap<string, Question>): MyNews | undefined {
  for (const [id, question] of after) {
    const known = before.get(id);
    if (!known) continue;
    if (known.status !== question.status && by_status[question.status]) return by_status[question.status];
    if (!known.reply && question.reply) return 'news_replied';
  }
  return undefined;
}

/** What stands for an own question now: itself, or the public one it was merged into, if it was. */
export function stands_for(state: Pick<HallState, 'voting' | 'questions'>, own: Question): Question | undefined {
  if (own.status !== 'merged') return own;
  return state.questions.get(merge_path(state.voting.merges, own.id).at(-1) ?? own.id);
}

/** One's own questions, with what became of the ones they were merged into: that is news of the asker's, too. Pure. */
export function followed(state: Pick<HallState, 'mine' | 'voting' | 'questions'>): ReadonlyMap<string, Question> {
  return new Map([...state.mine].map(([id, own]) => {
    const into = own.status === 'merged' ? stands_for(state, own) : undefined;
    const told = into && (into.status === 'staged' || into.status === 'answered');
    return [id, { ...own, ...(told && { status: into.status }), ...(into?.reply && { reply: into.reply }) }];
  }));
}

export function use_my_news(state: () => HallState) {
  const news = ref<MyNews>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(() => followed(state()), (after, before) => {
    const found = news_of(before, after);
    if (!found) return;
    news.value = found;
    clearTimeout(timer);
    timer = setTimeout(() => { news.value = undefined; }, 12_000);
  });
  onScopeDispose(() => clearTimeout(timer));
  return news;
}
