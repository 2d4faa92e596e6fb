// When one can register, as the page judges it by the server's clock; and the organizer's form of it.
import { expect, it } from 'vitest';
import { draft_of_rules, faults_of_rules, rules_of } from '../src/pages/organizer/rules';
import { next_opening, open_for, standing } from '../src/rules';
import type { Event } from '../src/wire';
import type { Rules } from '../src/wire_rules';

const noon = Date.UTC(2026, 8, 22, 4);
const hour = 3600_000;
const event = (registration: Event['registration'], more: Partial<Event> = {}): Event => ({
  slug: 'a', series: 's', issue: '', theme: 't', venue: 'v', starts_at: noon, ends_at: noon + hour, status: 'scheduled', version: 1,
  organizers: [], agenda: [], seats: { total: 120, left: 3, waitlisted: 0 }, online: 5, registration, ...more,
});
const free: Rules = {
  version: 0, hall_opens_at: null, hall_closes_at: null, online_opens_at: null, online_closes_at: null, online_limit: null, approval: 'none',
};

it('turns with the clock alone: early, open from the first moment on, closed from the last', () => {
  const a = event({ in_person: { opens_at: noon, closes_at: noon + hour }, online: {} });
  expect(standing(a, 'in_person', noon - 1)).toBe('early');
  expect(standing(a, 'in_person', noon)).toBe('open');
  expect(standing(a, 'in_person', noon + hour)).toBe('closed');
  expect(open_for(a, noon - 1)).toEqual(['online']);
  expect(next_opening(a, noon - 1)).toBe(noon);
  expect(next_opening(a, noon)).toBeUndefined();
});

it('is full online when the server says so, and closed for all once the event is over', () => {
  expect(standing(event({ in_person: {}, online: { limit: 5, full: true } }), 'online', noon)).toBe('full');
  expect(open_for(event(undefined), noon)).toEqual(['in_person', 'online']);
  expect(open_for(event(undefined, { status: 'ended' }), noon)).toEqual([]);
});

it('offers no hall where there are no seats, and waits for none', () => {
  const a = event({ in_person: { opens_at: noon + hour }, online: { closes_at: noon - 1 } }, { seats: { total: 0, left: 0, waitlisted: 0 } });
  expect(open_for(a, noon)).toEqual([]);
  expect(next_opening(a, noon)).toBeUndefined();
});

it('gives back what it was made from, in times of Shanghai', () => {
  const rules: Rules = { ...free, hall_opens_at: noon, online_limit: 60_000, approval: 'all', version: 3 };
  const draft = draft_of_rules(rules);
  expect(draft.hall_opens_at).toEqual({ day: '2026-09-22', time: '12:00' });
  expect(draft.hall_closes_at).toEqual({ day: '', time: '' });
  expect(rules_of(draft, 3)).toEqual(rules);
});

it('finds what the server would refuse, at its field', () => {
  const draft = draft_of_rules(free);
  expect(faults_of_rules(draft, noon + hour)).toEqual({});
  const with_ = (more: object) => faults_of_rules({ ...draft, ...more }, noon + hour);
  expect(with_({ hall_opens_at: { day: '2026-09-22', time: '' } })).toEqual({ hall_opens_at: 'need_both' });
  expect(with_({ hall_opens_at: { day: '2026-09-22', time: '25:00' } })).toEqual({ hall_opens_at: 'bad_time' });
  expect(with_({ hall_opens_at: { day: '2026-09-22', time: '13:00' } })).toEqual({ hall_opens_at: 'after_event' });
  const at = (time: string) => ({ day: '2026-09-22', time });
  expect(with_({ online_opens_at: at('11:00'), online_closes_at: at('10:59') })).toEqual({ online_closes_at: 'order' });
  expect(with_({ online_opens_at: at('11:00'), online_closes_at: at('1130') })).toEqual({});
  for (const limit of ['0', '-1', '1.5', '1000001', '许多']) expect(with_({ online_limit: limit })).toEqual({ online_limit: 'bad_limit' });
  expect(with_({ online_limit: '６0,000' })).toEqual({});
});
