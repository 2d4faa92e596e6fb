import { describe, expect, it } from 'vitest';
import { act_since, has_words, opened_now, overtaken, way_to_save } from '../src/pages/console/editing';
import type { Question, QuestionEntry } from '../src/wire';

const question = (fields: Partial<Question> = {}): Question => ({
  id: 'q1', number: 1, text: '问', status: 'pending', votes: 0, version: 3, from: 'online', asked_at: 1, ...fields,
});
const entry = (version: number, act: QuestionEntry['act'], name: string): QuestionEntry => ({ version, act, by: 'staff', name, at: 1 });

describe('an editor whose question another moderator acts on', () => {
  it('keeps the words that were typed, saves them on the question as it is now, and says since when it changed', () => {
    const open = { ...opened_now('edit', question()), draft: '我的' };
    const once = overtaken(open, question({ version: 4, status: 'published' }));
    expect(once).toMatchObject({ draft: '我的', changed_since: 3, seen: { version: 4, status: 'published' } });
    expect(overtaken(once, question({ version: 5, status: 'rejected' }))).toMatchObject({ draft: '我的', changed_since: 3, seen: { version: 5 } });
  });
  it('keeps a reply that was begun', () => {
    const open = { ...opened_now('reply', question()), draft: '答' };
    expect(overtaken(open, question({ version: 4, status: 'rejected' }))).toMatchObject({ draft: '答', changed_since: 3 });
  });
  it('shows the other words where none were typed: saving may not take back what another wrote', () => {
    expect(overtaken(opened_now('edit', question()), question({ version: 4, text: '新问' })).draft).toBe('新问');
    expect(overtaken(opened_now('reply', question()), question({ version: 4, reply: '已答' })).draft).toBe('已答');
  });
  it('is left as it is by votes, which are no new version, and by what is older', () => {
    const open = opened_now('edit', question());
    expect(overtaken(open, question({ votes: 9 }))).toBe(open);
    expect(overtaken(open, question({ version: 2 }))).toBe(open);
  });
  it('names the latest act after it was opened', () => {
    const acts = [entry(3, 'edit', '甲'), entry(4, 'approve', '乙'), entry(5, 'reject', '丙')];
    expect(act_since(acts, 3)?.name).toBe('丙');
    expect(act_since(acts, 5)).toBeUndefined();
  });
});

it('an editor has words only when they are not what stands there', () => {
  const open = opened_now('edit', question());
  expect([has_words(open), has_words({ ...open, draft: '问 ' }), has_words({ ...open, draft: '问吗' })]).toEqual([false, false, true]);
});

it('words for a question that was rejected, merged or withdrawn are saved by bringing it back; nothing is rejected twice', () => {
  expect(way_to_save('edit', 'published')).toBe('plain');
  for (const status of ['rejected', 'merged', 'withdrawn'] as const) {
    expect([way_to_save('edit', status), way_to_save('reply', status), way_to_save('assign', status), way_to_save('reject', status)])
      .toEqual(['restore', 'restore', 'restore', 'none']);
  }
});
