// What became of one's own questions, told once each. Pure comparison plus a short-lived word.
import { onScopeDispose, ref, watch } from 'vue';
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

export function use_my_news(mine: () => ReadonlyMap<string, Question>) {
  const news = ref<MyNews>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(mine, (after, before) => {
    const found = news_of(before, after);
    if (!found) return;
    news.value = found;
    clearTimeout(timer);
    timer = setTimeout(() => { news.value = undefined; }, 12_000);
  });
  onScopeDispose(() => clearTimeout(timer));
  return news;
}
