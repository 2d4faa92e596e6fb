// What a page knows of its event: a snapshot, then notices and ticks applied one by one. Pure reducers:
// each returns a new state and leaves the old one alone, so a shallowRef is all a page needs.
import { is_public, merge_question, sees_all } from './questions';
import type { Admitted, Arrivals, Asking, Conflict, Delegation, Event, Guest, Question, Role, Staff, Viewer } from './wire';
import type { Rules } from './wire_rules';
import type { Stream, Warning } from './wire_stream';
import { no_votes, votes_of, voting_of, with_merge, with_sums_told, type Voting } from './vote_state';
import { apply_show, empty_show, with_own, type Show } from './show_state';
import type { Answer, Hello, Notice, Presence, QuestionNotice, Tick } from './wire_feed';

export interface HallState {
  ready: boolean; // a snapshot has come
  role: Role;
  viewer?: Viewer;
  staff?: Staff;
  event?: Event;
  asking?: Asking;
  questions: ReadonlyMap<string, Question>; // what this role sees
  mine: ReadonlyMap<string, Question>; // asked by this viewer, whatever became of them
  voting: Voting;
  votes: ReadonlySet<string>; // questions that this viewer's votes count for
  muted: ReadonlySet<string>; // viewers, as moderators know them
  opened: ReadonlyMap<string, string>; // questions that other moderators have open, and their names
  viewers: number;
  arrivals?: Arrivals;
  delegations: readonly Delegation[]; // in pinyin order
  stream?: Stream;
  rules?: Rules; // for organizers, once they change
  show: Show;
  clock_offset: number; // server's clock minus this device's, ms
}

const recent_guests = 20;
const recent_conflicts = 200;
const nobody: Arrivals = { admitted: 0, expected: 0, desks: [], recent: [], conflict_count: 0, conflicts: [] };

export function empty_state(): HallState {
  return {
    ready: false, role: 'viewer', questions: new Map(), mine: new Map(), voting: no_votes, votes: new Set(), muted: new Set(), opened: new Map(), viewers: 0,
    delegations: [], show: empty_show, clock_offset: 0,
  };
}

/** The state after one message of the feed. `device_now` is this device's clock, for the offset. */
export function apply(state: HallState, message: Hello | Notice | Presence | Tick, device_now = Date.now()): HallState {
  const show = message.type === 'presence' ? state.show : apply_show(state.show, message);
  return apply_rest(show === state.show ? state : { ...state, show }, message, device_now);
}

function apply_rest(state: HallState, message: Hello | Notice | Presence | Tick, device_now: number): HallState {
  if (message.type === 'hello') return apply_hello(state, message, device_now);
  if (message.type === 'tick') return apply_tick(state, message);
  if (message.type === 'presence') return apply_presence(state, message);
  if (is_about_question(message)) return apply_question(state, message);
  return apply_other(state, message);
}

/** The server's clock, as well as this device knows it. */
export function server_now(state: HallState, device_now = Date.now()): number {
  return device_now + state.clock_offset;
}

function apply_hello(state: HallState, hello: Hello, device_now: number): HallState {
  const met = {
    ...(hello.mine ? with_mine(state, hello.mine) : state), opened: new Map(), role: hello.role, clock_offset: hello.now - device_now,
    viewer: hello.viewer ?? state.viewer, staff: hello.staff ?? state.staff,
  };
  const snapshot = hello.snapshot;
  if (!snapshot) return met;
  return {
    ...met, ready: true, event: snapshot.event, asking: snapshot.asking,
    questions: by_id([...(hello.mine?.questions ?? []), ...(snapshot.questions ?? [])].filter((q) => sees_all(hello.role) || is_public(q.status))),
    muted: new Set(snapshot.muted ?? []), viewers: snapshot.viewers ?? 0, arrivals: snapshot.arrivals, delegations: snapshot.delegations ?? [], stream: snapshot.stream,
  };
}

function with_mine(state: HallState, mine: NonNullable<Hello['mine']>): HallState {
  return { ...with_voting(state, voting_of(state.voting, mine)), mine: by_id(mine.questions) };
}

function apply_presence(state: HallState, { open }: Presence): HallState {
  const others = open.filter((one) => one.staff !== state.staff?.id);
  return { ...state, opened: new Map(others.map((one) => [one.question, one.name])) };
}

function apply_tick(state: HallState, tick: Tick): HallState {
  const next = tick.viewers === undefined ? state : { ...state, viewers: tick.viewers };
  const news = Object.entries(tick.votes ?? {});
  if (!news.length) return next;
  const voting = with_sums_told(next.voting, news.map(([id]) => id));
  return { ...with_voting(next, voting), questions: with_votes(next.questions, news), mine: with_votes(next.mine, news) };
}

/** The questions with these sums; those that are not known are passed over. */
export function with_votes(known: ReadonlyMap<string, Question>, changed: [string, number][]): ReadonlyMap<string, Question> {
  const news = changed.filter(([id, votes]) => known.has(id) && known.get(id)?.votes !== votes);
  if (!news.length) return known;
  const next = new Map(known);
  for (const [id, votes] of news) next.set(id, { ...next.get(id)!, votes });
  return next;
}

function is_about_question(notice: Notice): notice is QuestionNotice {
  return 'question' in notice && typeof notice.question === 'object';
}

function apply_question(state: HallState, notice: QuestionNotice): HallState {
  const news = notice.question;
  const id = news.id;
  // only moderators and the asker hear of a question that is asked, so to a viewer it is an own one
  const own = state.mine.has(id) || (state.role === 'viewer' && notice.type === 'question.asked');
  const mine = own ? put(state.mine, merge_question(state.mine.get(id), news)) : state.mine;
  const merged = merge_question(state.questions.get(id), news);
  const seen = merged && (sees_all(state.role) || is_public(merged.status));
  const voting = with_sums_told(with_merge(state.voting, news), [id]);
  return { ...with_voting(state, voting), mine, questions: seen ? put(state.questions, merged) : without(state.questions, id) };
}

function apply_other(state: HallState, notice: Exclude<Notice, QuestionNotice>): HallState {
  switch (notice.type) {
    case 'asking.changed':
      return { ...state, asking: notice.asking };
    case 'viewer.muted':
    case 'viewer.unmuted':
      return { ...state, muted: changed(state.muted, notice.viewer, notice.type === 'viewer.muted') };
    case 'event.updated':
      return { ...state, event: notice.event };
    case 'rules.changed':
      return { ...state, rules: notice.rules };
    case 'segment.started':
      return with_event(state, (event) => ({
        ...event, current: notice.segment,
        agenda: event.agenda.map((s) => (s.id === notice.segment ? { ...s, started_at: notice.started_at } : s)),
      }));
    case 'stream.started':
      return with_event(state, (event) => ({ ...event, status: 'live', live_since: notice.live_since }));
    case 'stream.ended':
      return without_warnings(with_event(state, (event) => ({ ...event, status: 'ended' })));
    case 'stream.connected':
    case 'stream.disconnected':
      return { ...state, stream: notice.stream };
    case 'stream.warned':
    case 'stream.cleared':
      return state.stream ? { ...state, stream: { ...state.stream, warnings: warned(state.stream.warnings, notice.warning) } } : state;
    case 'registration.created':
    case 'registration.changed':
    case 'registration.cancelled':
    case 'registration.promoted':
    case 'registration.offered':
      return { ...with_event(state, (event) => ({ ...event, seats: notice.seats ?? event.seats, online: notice.online })), arrivals: as_now(state.arrivals, notice.guest) };
    case 'guest_import.progressed':
      return with_event(state, (event) => ({ ...event, seats: notice.seats, online: notice.online }));
    case 'seats.changed':
      return with_event(state, (event) => ({ ...event, seats: notice.seats }));
    case 'check_in.admitted':
      return { ...state, arrivals: arrived(state.arrivals, notice.guest, notice.arrivals) };
    case 'check_in.conflicted':
      return { ...state, arrivals: conflicted(state.arrivals, notice.conflict) };
    case 'check_in.undone':
      return { ...state, arrivals: undone(state.arrivals, notice.guest, notice.desk, notice.arrivals) };
    case 'delegation.created':
    case 'delegation.changed':
    case 'delegation.removed': {
      const others = state.delegations.filter((one) => one.id !== notice.delegation.id);
      const next = notice.type === 'delegation.removed' ? others : [...others, notice.delegation].sort(by_pinyin);
      return { ...with_event(state, (event) => ({ ...event, seats: notice.seats })), delegations: next };
    }
    default:
      return state; // a newer server's notice
  }
}

const by_pinyin = (a: Delegation, b: Delegation) => a.pinyin.localeCompare(b.pinyin) || a.id.localeCompare(b.id);

function with_event(state: HallState, change: (event: Event) => Event): HallState {
  return state.event ? { ...state, event: change(state.event) } : state;
}

/** As the server lists them: those that hold, the oldest first, then those that have passed, the latest first. */
function warned(known: readonly Warning[] = [], news: Warning): Warning[] {
  const others = known.filter((one) => one.code !== news.code || one.track !== news.track || one.since !== news.since);
  const holding = others.filter((one) => !one.cleared_at);
  const passed = others.filter((one) => one.cleared_at);
  return [...holding, news, ...passed]; // the youngest of those that hold, or the latest of those that passed
}

function without_warnings(state: HallState): HallState {
  return state.stream ? { ...state, stream: { ...state.stream, warnings: [] } } : state;
}

function arrived(known: Arrivals | undefined, guest: Guest, sums: Admitted): Arrivals {
  const desks = (known?.desks ?? []).map((d) => ({ ...d }));
  const repeated = known?.recent.some((g) => g.registration === guest.registration) ?? false;
  if (guest.desk && !repeated) {
    const desk = desks.find((d) => d.desk === guest.desk);
    if (desk) desk.admitted++;
    else desks.push({ desk: guest.desk, admitted: 1 });
  }
  const others = (known?.recent ?? []).filter((g) => g.registration !== guest.registration);
  return { ...nobody, ...known, ...sums, desks, recent: [guest, ...others].slice(0, recent_guests) };
}

/** A guest who was admitted, with what is known by now: who was erased has no name. */
function as_now(known: Arrivals | undefined, guest: Guest): Arrivals | undefined {
  if (!known) return known;
  const same = (one: Guest | undefined) => one?.registration === guest.registration;
  return {
    ...known, recent: known.recent.map((one) => (same(one) ? guest : one)),
    conflicts: known.conflicts.map((one) => (same(one.guest) ? { ...one, guest } : one)),
  };
}

function conflicted(known: Arrivals | undefined, news: Conflict): Arrivals {
  const before = known ?? nobody;
  if (before.conflicts.some((one) => one.id === news.id)) return before;
  return { ...before, conflict_count: before.conflict_count + 1, conflicts: [news, ...before.conflicts].slice(0, recent_conflicts) };
}

function undone(known: Arrivals | undefined, guest: Guest, at: string, sums: Admitted): Arrivals {
  const desks = (known?.desks ?? []).map((one) => (one.desk === at ? { ...one, admitted: one.admitted - 1 } : one));
  const recent = (known?.recent ?? []).filter((one) => one.registration !== guest.registration);
  return { ...nobody, ...known, ...sums, desks: desks.filter((one) => one.admitted > 0), recent };
}

function changed(known: ReadonlySet<string>, one: string, on: boolean): ReadonlySet<string> {
  const next = new Set(known);
  if (on) next.add(one);
  else next.delete(one);
  return next;
}

/** The state with these votes, and what they count for. */
export function with_voting(state: HallState, voting: Voting): HallState {
  return voting === state.voting ? state : { ...state, voting, votes: votes_of(voting) };
}

/** The state after the answer to `ask` (it is mine), to a moderator's command (it is news), or to 弹幕 that run at once. */
export function apply_answer(state: HallState, answer: Pick<Answer, 'question' | 'danmaku' | 'status'>): HallState {
  if (answer.danmaku && answer.status === 'shown') return { ...state, show: with_own(state.show, answer.danmaku) };
  const news = answer.question;
  if (!news) return state;
  const merged = merge_question(state.questions.get(news.id), news);
  if (state.role !== 'viewer') return { ...state, questions: put(state.questions, merged) };
  const seen = merged !== undefined && is_public(merged.status);
  return {
    ...state, mine: put(state.mine, merge_question(state.mine.get(news.id), news)),
    questions: seen ? put(state.questions, merged) : without(state.questions, news.id),
  };
}

function by_id(questions: readonly Question[]): ReadonlyMap<string, Question> {
  return new Map(questions.map((question) => [question.id, question]));
}

function put(known: ReadonlyMap<string, Question>, question: Question | undefined): ReadonlyMap<string, Question> {
  return question ? new Map(known).set(question.id, question) : known;
}

function without(known: ReadonlyMap<string, Question>, id: string): ReadonlyMap<string, Question> {
  if (!known.has(id)) return known;
  const next = new Map(known);
  next.delete(id);
  return next;
}
