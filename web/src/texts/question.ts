// Texts of a question, wherever it is shown.
import { define_texts } from './texts';
export const question = define_texts({
  vote: { zh: '想听这个问题，现有{n}票', en: 'I want this answered, {n} {n|vote|votes} so far' },
  unvote: { zh: '收回这一票，现有{n}票', en: 'Take my vote back, {n} {n|vote|votes} so far' },
  pinned: { zh: '置顶', en: 'Pinned' },
  edited: { zh: '文字经主持人修改', en: 'Edited by the moderator' },
  reply: { zh: '答复', en: 'Reply' },
  unfold: { zh: '展开', en: 'More' },
  fold: { zh: '收起', en: 'Less' },
  status_pending: { zh: '等主持人看', en: 'Waiting for the moderator' },
  status_published: { zh: '已公开', en: 'Published' },
  status_staged: { zh: '正在回答', en: 'On stage now' },
  status_answered: { zh: '已答复', en: 'Answered' },
  status_rejected: { zh: '没有通过', en: 'Not accepted' },
  status_merged: { zh: '已并入相近的问题', en: 'Merged into a similar question' },
  status_withdrawn: { zh: '已撤回', en: 'Withdrawn' },
});
