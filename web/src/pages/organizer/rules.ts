// The rules of registration as a form: a draft in the words of its fields, and what is wrong with it. Pure.
import { from_input_time, input_time } from '../../format';
import type { Approval, Rules } from '../../wire_rules';
import { read_clock } from './edit';

export interface Moment {
  day: string; // "2020-09-20", or empty
  time: string; // "09:00" as typed
}
export const moments = ['hall_opens_at', 'hall_closes_at', 'online_opens_at', 'online_closes_at'] as const;
export type MomentField = (typeof moments)[number];
export type RulesDraft = Record<MomentField, Moment> & { online_limit: string; approval: Approval };
export type RulesField = MomentField | 'online_limit';
export type RulesFault = 'need_both' | 'bad_time' | 'order' | 'after_event' | 'bad_limit';

function moment_of(at: number | null): Moment {
  const [day = '', time = ''] = at === null ? [] : input_time(at).split('T');
  return { day, time };
}

export function draft_of_rules(rules: Rules): RulesDraft {
  return {
    hall_opens_at: moment_of(rules.hall_opens_at), hall_closes_at: moment_of(rules.hall_closes_at),
    online_opens_at: moment_of(rules.online_opens_at), online_closes_at: moment_of(rules.online_closes_at),
    online_limit: rules.online_limit === null ? '' : String(rules.online_limit), approval: rules.approval,
  };
}

/** UTC milliseconds, null for an empty one, or what is wrong. */
function read_moment({ day, time }: Moment): number | null | RulesFault {
  if (!day && !time.trim()) return null;
  if (!day || !time.trim()) return 'need_both';
  const clock = read_clock(time);
  const at = clock === undefined ? NaN : from_input_time(`${day}T${clock}`);
  return Number.isNaN(at) ? 'bad_time' : at;
}

function read_limit(text: string): number | null | RulesFault {
  const digits = text.normalize('NFKC').replace(/[\s,]/g, '');
  if (!digits) return null;
  const limit = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
  return limit >= 1 && limit <= 1_000_000 ? limit : 'bad_limit';
}

/** What the server would refuse, found before it is asked: the first fault of each field. */
export function faults_of_rules(draft: RulesDraft, event_ends_at: number): Partial<Record<RulesField, RulesFault>> {
  const found: Partial<Record<RulesField, RulesFault>> = {};
  const read = Object.fromEntries(moments.map((field) => [field, read_moment(draft[field])])) as Record<MomentField, number | null | RulesFault>;
  for (const field of moments) {
    const at = read[field];
    if (typeof at === 'string') found[field] = at;
    else if (at !== null && at >= event_ends_at && field.endsWith('opens_at')) found[field] = 'after_event';
  }
  for (const place of ['hall', 'online'] as const) {
    const [from, to] = [read[`${place}_opens_at`], read[`${place}_closes_at`]];
    if (typeof from === 'number' && typeof to === 'number' && to <= from) found[`${place}_closes_at`] ??= 'order';
  }
  const limit = read_limit(draft.online_limit);
  if (typeof limit === 'string') found.online_limit = limit;
  return found;
}

/** What is sent; only of a draft without faults. */
export function rules_of(draft: RulesDraft, version: number): Rules {
  const at = (field: MomentField) => read_moment(draft[field]) as number | null;
  return {
    version, hall_opens_at: at('hall_opens_at'), hall_closes_at: at('hall_closes_at'), online_opens_at: at('online_opens_at'),
    online_closes_at: at('online_closes_at'), online_limit: read_limit(draft.online_limit) as number | null, approval: draft.approval,
  };
}

export const same_rules = (a: RulesDraft, b: RulesDraft) => JSON.stringify(a) === JSON.stringify(b);
