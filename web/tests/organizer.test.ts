import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { is_under_way, may_send_again, message_sums, reminder_choices } from '../src/pages/organizer/messages';
import type { Messages, MessageStatus } from '../src/wire_messages';
import { doors } from '../src/pages/organizer/doors';
import {
  at_clock, differences, draft_of, edit_of, faults, move_event, move_segment, read_clock, refused_segment, with_new_segment,
  without_segment,
} from '../src/pages/organizer/edit';
import { flow_of, running, state_of } from '../src/pages/organizer/flow';
import { add_sample, axis, moments, most_samples, peak_of, read_samples, samples_text } from '../src/pages/organizer/samples';
import { bitrate, is_flowing, question_sums } from '../src/pages/organizer/sums';
import type { Event, Question, Segment } from '../src/wire';

const minute = 60_000;
const two_pm = Date.parse('2020-09-22T14:00:00+08:00');
const segment = (id: string, from_min: number, for_min: number, more: Partial<Segment> = {}): Segment => ({
  id, kind: 'talk', title: `talk ${id}`, starts_at: two_pm + from_min * minute, ends_at: two_pm + (from_min + for_min) * minute,
  speakers: [], ...more,
});
const event = (more: Partial<Event> = {}): Event => ({
  slug: '2020-3', series: '质量大讲堂', issue: '第三期', theme: '卓越城市 品质生活', venue: '百联集团大厦', status: 'live', version: 4,
  starts_at: two_pm, ends_at: two_pm + 165 * minute, organizers: [{ role: 'organizer', name: '上海市质量协会' }],
  agenda: [segment('a', 0, 5), segment('b', 5, 15), segment('c', 20, 40)], seats: { total: 120, left: 7, waitlisted: 0 }, online: 3, ...more,
});

describe('the programme as a form', () => {
  it('goes out as it came in when nothing was changed', () => {
    const sent = edit_of(draft_of(event()), 4);
    expect(sent.version).toBe(4);
    expect(sent.agenda.map(({ id, starts_at }) => [id, starts_at])).toEqual(event().agenda.map((s) => [s.id, s.starts_at]));
    expect(sent.agenda[0]).not.toHaveProperty('note');
    expect(differences(draft_of(event()), draft_of(event()))).toEqual([]);
  });

  it('leaves out the rows that were opened and not filled', () => {
    const draft = draft_of(event());
    draft.organizers.push({ role: 'co_organizer', name: ' ' });
    draft.agenda[0]!.speakers.push({ name: '', title: '处长', compere: false });
    expect(edit_of(draft, 4).organizers).toHaveLength(1);
    expect(edit_of(draft, 4).agenda[0]!.speakers).toEqual([]);
  });

  it('names the parts in which two versions differ', () => {
    const other = draft_of(event({ venue: '上海展览中心', agenda: [] }));
    expect(differences(draft_of(event()), other)).toEqual(['about', 'agenda']);
  });

  it('that a segment began is no difference: it does not stand in the form', () => {
    const began = event({ current: 'a', agenda: event().agenda.map((s) => ({ ...s, started_at: two_pm })) });
    expect(differences(draft_of(event()), draft_of(began))).toEqual([]);
  });

  it('moving an item keeps its length and the time both had', () => {
    const moved = move_segment(draft_of(event()), 'b', 1);
    expect(moved.agenda.map((s) => s.key)).toEqual(['a', 'c', 'b']);
    expect(moved.agenda.map((s) => [(s.starts_at - two_pm) / minute, (s.ends_at - two_pm) / minute])).toEqual([[0, 5], [5, 45], [45, 60]]);
    expect(move_segment(moved, 'b', -1)).toEqual(draft_of(event()));
  });

  it('the first cannot go up and the last cannot go down', () => {
    const draft = draft_of(event());
    expect(move_segment(draft, 'a', -1)).toBe(draft);
    expect(move_segment(draft, 'c', 1)).toBe(draft);
  });

  it('a new item follows the last one and has no id', () => {
    const added = with_new_segment(draft_of(event())).agenda.at(-1)!;
    expect([added.starts_at, added.ends_at]).toEqual([two_pm + 60 * minute, two_pm + 100 * minute]);
    expect(edit_of(with_new_segment(draft_of(event())), 4).agenda.at(-1)).not.toHaveProperty('id');
    expect(with_new_segment(draft_of(event({ agenda: [] }))).agenda[0]!.starts_at).toBe(two_pm);
    expect(without_segment(draft_of(event()), 'b').agenda.map((s) => s.key)).toEqual(['a', 'c']);
  });

  it('moving the event moves its agenda', () => {
    const moved = move_event(draft_of(event()), two_pm + 24 * 60 * minute);
    expect(moved.agenda[1]!.starts_at - two_pm).toBe((24 * 60 + 5) * minute);
    expect(moved.ends_at - moved.starts_at).toBe(165 * minute);
  });

  it('reads times as hands type them', () => {
    expect(['1405', '14:05', '14：05', '9.30', ' 930 '].map(read_clock)).toEqual(['14:05', '14:05', '14:05', '09:30', '09:30']);
    expect(['24:00', '14:60', '14', 'noon', ''].map(read_clock)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(at_clock(two_pm, '14:05')).toBe(two_pm + 5 * minute);
  });

  it('finds what the server would refuse', () => {
    expect(faults(draft_of(event()))).toEqual([]);
    const draft = draft_of(event({ theme: ' ', ends_at: two_pm }));
    draft.agenda[0]!.title = '';
    draft.agenda[1]!.ends_at = draft.agenda[1]!.starts_at;
    draft.agenda[2]!.starts_at = two_pm;
    expect(faults(draft)).toEqual([
      { field: 'theme' }, { field: 'ends_at' }, { field: 'title', key: 'a' }, { field: 'segment_time', key: 'b' }, { field: 'order', key: 'c' },
    ]);
  });

  it('finds the item that a refusal names', () => {
    expect(refused_segment(draft_of(event()), 'agenda[2].speakers[1].name')).toBe('c');
    expect(refused_segment(draft_of(event()), 'venue')).toBeUndefined();
  });
});

describe('the run of show', () => {
  it('knows what is on, what comes next and how late it is', () => {
    const live = event({ current: 'b', agenda: [segment('a', 0, 5), segment('b', 5, 15, { started_at: two_pm + 7 * minute }), segment('c', 20, 40)] });
    const flow = flow_of(live);
    expect([flow.current?.id, flow.next?.id, flow.late_min]).toEqual(['b', 'c', 2]);
    expect(live.agenda.map((s) => state_of(live, s))).toEqual(['done', 'now', 'coming']);
  });

  it('says nothing of late on another day', () => {
    const rehearsal = event({ current: 'a', agenda: [segment('a', 0, 5, { started_at: two_pm + 24 * 60 * minute })] });
    expect(flow_of(rehearsal).late_min).toBeUndefined();
  });

  it('begins with the first item and ends with the last', () => {
    const over = event({ current: 'b', status: 'ended' });
    expect(flow_of(over)).toEqual({});
    expect(over.agenda.map((s) => state_of(over, s))).toEqual(['done', 'done', 'coming']);
    expect(flow_of(event()).next?.id).toBe('a');
    expect(flow_of(event({ current: 'c' })).next).toBeUndefined();
    expect(event().agenda.map((s) => state_of(event(), s))).toEqual(['coming', 'coming', 'coming']);
  });

  it('counts from when the item really began, and past its end', () => {
    const late = segment('b', 5, 15, { started_at: two_pm + 7 * minute });
    expect(running(late, two_pm + 10 * minute)).toMatchObject({ for_ms: 3 * minute, left_ms: 12 * minute });
    expect(running(late, two_pm + 30 * minute)).toMatchObject({ left_ms: -8 * minute, share: 1 });
  });
});

describe('the curve of viewers', () => {
  it('takes a point every five seconds and drops the oldest', () => {
    const one = add_sample([], 1000, 5);
    expect(add_sample(one, 3000, 9)).toBe(one);
    expect(add_sample(one, 6000, 9)).toHaveLength(2);
    const full = Array.from({ length: most_samples }, (_, i) => ({ at: i * 5000, viewers: i }));
    expect(add_sample(full, most_samples * 5000, 1)).toHaveLength(most_samples);
  });

  it('knows its peak, also when it is this moment', () => {
    const samples = [{ at: 1, viewers: 5 }, { at: 2, viewers: 9 }, { at: 3, viewers: 7 }];
    expect(peak_of(samples)?.at).toBe(2);
    expect(peak_of(samples, { at: 4, viewers: 10 })?.at).toBe(4);
    expect(peak_of([])).toBeUndefined();
  });

  it('survives a reload, without what is damaged', () => {
    const samples = [{ at: 1, viewers: 5 }];
    expect(read_samples(samples_text(samples))).toEqual(samples);
    for (const text of [null, '{', '[[1]]', '[["a",2]]', '7']) expect(read_samples(text)).toEqual([]);
  });

  it('has round marks that reach over the peak', () => {
    expect(axis(52_875)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(axis(0)).toEqual([0, 1, 2]);
    expect(axis(3)).toEqual([0, 1, 2, 3]);
    for (const most of [1, 4, 7, 99, 100, 101, 12_345]) expect(axis(most).at(-1)).toBeGreaterThanOrEqual(most);
  });

  it('names whole minutes on its time axis', () => {
    const found = moments(two_pm + 1, two_pm + 90 * minute, 8);
    expect(found.length).toBeLessThanOrEqual(8);
    expect(found.every((at) => at % (15 * minute) === 0)).toBe(true);
  });
});

describe('the sums', () => {
  const question = (status: Question['status'], from: Question['from']): Question => ({ id: '', number: 1, text: '', status, votes: 0, version: 1, from, asked_at: 0 });

  it('count questions by what became of them and by place', () => {
    const sums = question_sums([question('pending', 'hall'), question('staged', 'online'), question('published', 'hall'), question('merged', 'hall')]);
    expect(sums.find((one) => one.heap === 'pending')).toMatchObject({ hall: 1, online: 0 });
    expect(sums.find((one) => one.heap === 'published')).toMatchObject({ hall: 1, online: 1 });
    expect(sums.reduce((n, one) => n + one.hall + one.online, 0)).toBe(3);
  });

  it('say how much a track carries and whether it still comes', () => {
    expect([bitrate(4_200_000), bitrate(128_000)]).toEqual(['4.2 Mbit/s', '128 kbit/s']);
    const track = { name: 'video', codec: 'avc1', bitrate: 1, last_part_at: 10_000 };
    expect([is_flowing(track, 11_000), is_flowing(track, 20_000)]).toEqual([true, false]);
  });
});

it('every page of the event has its address', () => {
  const all = doors('https://hall.example', '2020-3');
  expect(all.map((door) => door.url.replace('https://hall.example', ''))).toEqual([
    '/e/2020-3', '/e/2020-3/live', '/j/2020-3', '/e/2020-3/screen', '/e/2020-3/stage', '/e/2020-3/desk', '/e/2020-3/console',
  ]);
});

describe('messages', () => {
  it('are summed up by what is left to do', () => {
    expect(message_sums({ sent: 7, queued: 2, sending: 1, failed: 3, given_up: 1, uncertain: 2, superseded: 9 }))
      .toEqual({ sent: 7, waiting: 3, unsettled: 6, uncertain: 2 });
    expect(message_sums({})).toEqual({ sent: 0, waiting: 0, unsettled: 0, uncertain: 0 });
  });

  it('are read from the sample that the server writes', () => {
    const sample = JSON.parse(readFileSync(new URL('../../tests/wire/samples/messages.json', import.meta.url), 'utf8')) as Messages;
    expect(message_sums(sample.counts)).toEqual({ sent: 117, waiting: 0, unsettled: 1, uncertain: 1 });
    expect(sample.messages.map((one) => is_under_way(one.status))).toEqual([false, true]);
    expect(sample.reminders.before).toEqual([reminder_choices[1].before, reminder_choices[2].before]);
    expect(sample.channels.sms.since).toBeTypeOf('number');
  });

  it('may be sent again once they did not arrive, or may not have', () => {
    const all: MessageStatus[] = ['queued', 'sending', 'sent', 'failed', 'given_up', 'uncertain', 'superseded'];
    expect(all.filter(may_send_again)).toEqual(['failed', 'given_up', 'uncertain']);
    expect(all.filter(is_under_way)).toEqual(['queued', 'sending']);
  });
});
