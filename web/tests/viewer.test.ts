import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { Problem } from '../src/problem';
import { is_about_ticket } from '../src/pages/viewer/join';
import { question_length, shows_count, without, type Unsent } from '../src/pages/viewer/outbox';
import { dim_after_ms, picture_of, seconds_behind, trouble_of, type PictureInput } from '../src/pages/viewer/picture_state';
import { current_segment, is_late, next_segment, start_words } from '../src/parts/segment_clock';
import {
  askable_talks, minutes_left, program_of, progress_of, range_of, short_title, span_of, speakers_of,
} from '../src/pages/viewer/talks';
import { use_asking } from '../src/pages/viewer/use_asking';
import { use_held_list } from '../src/pages/viewer/use_held_list';
import { followed, news_of } from '../src/pages/viewer/use_my_news';
import { no_votes } from '../src/vote_state';
import type { Event, Question, Segment } from '../src/wire';
import type { Answer } from '../src/wire_feed';

const minute = 60_000;
const segment = (id: string, kind: Segment['kind'], from: number, until: number, more: Partial<Segment> = {}): Segment =>
  ({ id, kind, title: id, starts_at: from * minute, ends_at: until * minute, speakers: [], ...more });
const agenda = [
  segment('in', 'check_in', -30, 0), segment('open', 'opening', 0, 5), segment('one', 'talk', 20, 60),
  segment('two', 'talk', 60, 95), segment('visit', 'visit', 95, 120),
];
const event = (more: Partial<Event>): Event => ({
  slug: 's', series: '', issue: '', theme: '', venue: '', starts_at: 0, ends_at: 95 * minute, status: 'live', version: 1,
  organizers: [], agenda, seats: { total: 0, left: 0, waitlisted: 0 }, online: 0, ...more,
});
const question = (id: string, more: Partial<Question> = {}): Question =>
  ({ id, number: 1, text: id, status: 'published', votes: 0, version: 1, from: 'online', asked_at: 0, ...more });

describe('what is on', () => {
  it('is the current item from when the organizer began it, and nothing after the event', () => {
    expect(current_segment(event({ current: 'one' }))?.id).toBe('one');
    expect(current_segment(event({ current: 'one', status: 'ended' }))).toBeUndefined();
    expect(current_segment(event({ status: 'scheduled' }))).toBeUndefined();
    expect(current_segment(event({ current: 'one', status: 'scheduled' }))?.id).toBe('one'); // the hall began before the stream
  });

  it('is followed by the next item, at first by the opening', () => {
    expect(next_segment(event({ status: 'scheduled' }))?.id).toBe('open');
    expect(next_segment(event({ current: 'one' }))?.id).toBe('two');
    expect(next_segment(event({ current: 'visit' }))).toBeUndefined();
    expect(next_segment(event({ status: 'ended' }))).toBeUndefined();
  });

  it('is expected any minute for two hours after its time, and then no more', () => {
    expect(is_late(0, 119 * minute)).toBe(false);
    expect(is_late(0, 121 * minute)).toBe(true);
  });

  it('is said to come before its time, to be about to start at it, and two hours later only that it has not begun', () => {
    expect(start_words(minute, 0)).toBe('event_scheduled');
    expect(start_words(0, 0)).toBe('about_to_start');
    expect(start_words(0, 119 * minute)).toBe('about_to_start');
    expect(start_words(0, 121 * minute)).toBe('not_begun');
  });

  it('lasts as long as planned from when it really began', () => {
    const late = segment('late', 'talk', 60, 95, { started_at: 70 * minute });
    expect(span_of(late)).toEqual({ from: 70 * minute, until: 105 * minute });
    expect(minutes_left(late, 70 * minute)).toBe(35);
    expect(minutes_left(late, 104.5 * minute)).toBe(1);
    expect(minutes_left(late, 110 * minute)).toBe(0);
    expect(progress_of(late, 87.5 * minute)).toBe(0.5);
    expect(progress_of(late, 0)).toBe(0);
    expect(progress_of(late, 200 * minute)).toBe(1);
  });

  it('is printed with its real times, and on another day with the planned ones', () => {
    const planned = segment('x', 'talk', 60, 95);
    expect(range_of({ ...planned, started_at: 70 * minute })).toEqual({ from: 70 * minute, until: 105 * minute });
    expect(range_of({ ...planned, started_at: 3000 * minute })).toEqual({ from: 60 * minute, until: 95 * minute });
  });

  it('stands in a program without check-in and visit, with short titles', () => {
    expect(program_of(event({})).map((s) => s.id)).toEqual(['open', 'one', 'two']);
    expect(short_title('大循环双循环——上海商业新发展')).toBe('大循环双循环');
    expect(short_title('人工智能')).toBe('人工智能');
  });

  it('offers a choice of talks only where there are several', () => {
    expect(askable_talks(event({})).map((s) => s.id)).toEqual(['one', 'two']);
    expect(askable_talks(event({ agenda: agenda.slice(0, 3) }))).toEqual([]);
    const both = segment('x', 'talk', 0, 1, { speakers: [{ name: '甲', title: '', compere: true }, { name: '乙', title: '', compere: false }, { name: '丙', title: '', compere: false }] });
    expect(speakers_of(both)).toBe('乙、丙');
  });
});

describe('the picture', () => {
  const at = (more: Partial<PictureInput>): PictureInput =>
    ({ status: 'live', unsupported: false, played: true, paused: false, shifted: false, finished: false, advanced_at: 0, ended_at: undefined, now: 0, ...more });

  it('waits before the start and opens when it is live', () => {
    expect(picture_of(at({ status: 'scheduled', played: false }))).toBe('waiting');
    expect(picture_of(at({ status: undefined, played: false }))).toBe('opening');
    expect(picture_of(at({ played: false }))).toBe('opening');
  });

  it('dims only after ten seconds without a frame, never while the person has paused', () => {
    expect(picture_of(at({ now: dim_after_ms - 1 }))).toBe('playing');
    expect(picture_of(at({ now: dim_after_ms }))).toBe('lost');
    expect(picture_of(at({ now: 600_000, paused: true }))).toBe('playing');
  });

  it('plays out what the hall has already ended, but not for ever', () => {
    expect(picture_of(at({ status: 'ended', ended_at: 0, advanced_at: 900, now: 1000 }))).toBe('playing');
    expect(picture_of(at({ status: 'ended', ended_at: 0, advanced_at: 1000, now: 3000 }))).toBe('ended');
    expect(picture_of(at({ status: 'ended', ended_at: 0, advanced_at: 60_000, now: 60_100 }))).toBe('ended');
    expect(picture_of(at({ status: 'ended', played: false }))).toBe('ended');
    expect(picture_of(at({ status: 'ended', ended_at: undefined, advanced_at: Date.now(), now: Date.now() }))).toBe('ended');
  });

  it('says when the browser cannot, but not before there is something to play', () => {
    expect(picture_of(at({ unsupported: true, played: false }))).toBe('unsupported');
    expect(picture_of(at({ unsupported: true, status: 'scheduled' }))).toBe('waiting');
  });

  it('goes on after the end for one who has gone back, until that is over too', () => {
    const shifted = { status: 'ended', ended_at: 0, shifted: true, now: 600_000, advanced_at: 600_000 } as const;
    expect(picture_of(at(shifted))).toBe('playing');
    expect(picture_of(at({ ...shifted, advanced_at: 500_000 }))).toBe('lost');
    expect(picture_of(at({ ...shifted, finished: true }))).toBe('ended');
  });

  it('tells the network, the server and the stream apart', () => {
    expect([trouble_of(false, true), trouble_of(true, true), trouble_of(true, false)]).toEqual(['network', 'server', 'signal']);
  });

  it('measures its distance by its own date, and by the player where that is no sane one', () => {
    expect(seconds_behind(10_000, 8700, 5)).toBe(1.3);
    expect(seconds_behind(10_000, undefined, 5)).toBe(5);
    expect(seconds_behind(10_000, 12_000, 5)).toBe(5); // a date in the future
    expect(seconds_behind(1e12, 0, 5)).toBe(5);
    expect(seconds_behind(10_000, undefined, 0)).toBeUndefined();
  });
});

describe('a question', () => {
  it('is counted in characters, the blanks at its ends aside', () => {
    expect(question_length('  𠮷好\n')).toBe(2);
    expect(shows_count('字'.repeat(239))).toBe(false);
    expect(shows_count('字'.repeat(240))).toBe(true);
  });

  const refusal = (code: string, retry_after_ms?: number) =>
    new Problem({ code, message: code, ...(retry_after_ms && { retry_after_ms }) }, 429);
  function asking(outcome: () => Promise<Answer>) {
    const sent: Unsent[] = [];
    const ids: string[] = [];
    const it_ = use_asking({ slug: 's', send: (_, id) => { ids.push(id); return outcome(); }, may_be_anonymous: () => true, sent: (one) => sent.push(one) });
    return { ...it_, sent, ids };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  it('leaves the field at once and the outbox when it is answered', async () => {
    const one = asking(() => Promise.resolve({ re: 'x', ok: true }));
    one.text.value = ' 一个问题 ';
    one.ask('talk1');
    expect(one.text.value).toBe('');
    expect(one.outbox.value).toMatchObject([{ text: '一个问题', talk: 'talk1', anonymous: false }]);
    await settled();
    expect(one.outbox.value).toEqual([]);
    expect(one.sent.map((q) => q.id)).toEqual(one.ids);
  });

  it('comes back to the field, word for word, when it is refused', async () => {
    const one = asking(() => Promise.reject(refusal('rate_limited', 4000)));
    one.text.value = '太快了';
    one.ask();
    await settled();
    expect(one.text.value).toBe('太快了');
    expect(one.outbox.value).toEqual([]);
    expect(one.problem.value?.code).toBe('rate_limited');
    expect(one.until.value).toBeGreaterThan(Date.now());
    one.ask();
    expect(one.ids.length, 'nothing is sent before the time has come').toBe(1);
  });

  it('waits in the outbox when the field holds other words by then', async () => {
    const one = asking(() => Promise.reject(refusal('muted')));
    one.text.value = '第一个';
    one.ask();
    one.text.value = '第二个';
    await settled();
    expect(one.text.value).toBe('第二个');
    expect(one.outbox.value).toMatchObject([{ text: '第一个', refused: true }]);
    one.text.value = '';
    one.put_back(one.outbox.value[0]!);
    expect([one.text.value, one.outbox.value.length]).toEqual(['第一个', 0]);
  });

  it('stays in the outbox when the page closes before the answer', async () => {
    const one = asking(() => Promise.reject(refusal('feed_ended')));
    one.text.value = '一个问题';
    one.ask();
    await settled();
    expect(one.outbox.value).toMatchObject([{ text: '一个问题' }]);
  });

  it('is not sent empty or too long', () => {
    const one = asking(() => Promise.resolve({ re: 'x', ok: true }));
    one.text.value = '  ';
    one.ask();
    one.text.value = '长'.repeat(301);
    one.ask();
    expect(one.ids).toEqual([]);
    expect(without([{ id: 'a', text: '', anonymous: false }], 'a')).toEqual([]);
  });
});

describe('the list under the thumb', () => {
  it('keeps its order while it is read, and follows when the reader rests or asks', async () => {
    const { nextTick } = await import('vue');
    const wanted = ref([question('a'), question('b')]);
    const reading = ref(true);
    const order = ref('wanted');
    const list = use_held_list(() => wanted.value, reading, () => order.value);
    const ids = () => list.rows.value.map((row) => row.id);
    expect(ids(), 'the first list is shown at once').toEqual(['a', 'b']);

    wanted.value = [question('c'), question('b', { votes: 9 }), question('a')];
    await nextTick();
    expect(ids()).toEqual(['a', 'b']);
    expect(list.rows.value[1]?.votes, 'rows keep their places with new content').toBe(9);
    expect(list.fresh.value).toBe(1);

    list.show();
    expect([ids(), list.fresh.value]).toEqual([['c', 'b', 'a'], 0]);

    wanted.value = [question('b'), question('c')];
    await nextTick();
    expect(ids(), 'what is gone leaves').toEqual(['c', 'b']);
    reading.value = false;
    await nextTick();
    expect(ids()).toEqual(['b', 'c']);
  });
});

describe('news of one\'s own questions', () => {
  const map = (...list: Question[]) => new Map(list.map((one) => [one.id, one]));

  it('is told for each change that matters, once', () => {
    const pending = question('a', { status: 'pending' });
    expect(news_of(map(pending), map(question('a')))).toBe('news_published');
    expect(news_of(map(question('a')), map(question('a', { status: 'staged' })))).toBe('news_staged');
    expect(news_of(map(question('a')), map(question('a', { status: 'answered', reply: '好' })))).toBe('news_answered');
    expect(news_of(map(question('a')), map(question('a', { reply: '好' })))).toBe('news_replied');
    expect(news_of(map(pending), map(question('a', { status: 'rejected' })))).toBe('news_rejected');
    expect(news_of(map(question('a')), map(question('a', { votes: 5 })))).toBeUndefined();
    expect(news_of(map(), map(pending)), 'a new question is no news').toBeUndefined();
    expect(news_of(map(pending), map(question('a', { status: 'withdrawn' }))), 'nor is one\'s own doing').toBeUndefined();
  });

  it('is told of what an own question was merged into, also over two merges', () => {
    const own = question('a', { status: 'merged', merged_into: 'b' });
    const merges = new Map([['a', 'b'], ['b', 'c']]);
    const at = (into: Question) => followed({ mine: map(own), voting: { ...no_votes, merges }, questions: map(into) });
    expect(news_of(map(question('a')), at(question('c')))).toBe('news_merged');
    expect(news_of(at(question('c')), at(question('c', { status: 'staged' })))).toBe('news_staged');
    expect(news_of(at(question('c')), at(question('c', { reply: '好' })))).toBe('news_replied');
    expect(news_of(at(question('c')), at(question('d'))), 'it is hidden').toBeUndefined();
  });
});

it('a ticket the server refuses is left out, other refusals stand', () => {
  const refused = (code: string, field?: string) => new Problem({ code, message: code, ...(field && { field }) }, 409);
  for (const code of ['unknown_ticket', 'ticket_cancelled', 'wrong_state']) expect(is_about_ticket(refused(code)), code).toBe(true);
  expect(is_about_ticket(refused('invalid_field', 'ticket'))).toBe(true);
  for (const code of ['unknown_event', 'rate_limited', 'invalid_field']) expect(is_about_ticket(refused(code)), code).toBe(false);
});
