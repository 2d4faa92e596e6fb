// What goes on around the questions, from snapshot, notices and ticks: reactions, 弹幕, the message to the stage, the next
// question. Pure reducers, a part of state.ts.
import { is_public } from './questions';
import type { Danmaku, DanmakuMode, Hello, Notice, Reaction, StageMessage, Tick } from './wire_feed';

export interface Show {
  reactions: Readonly<Partial<Record<Reaction, number>>>;
  mode: DanmakuMode;
  waiting: readonly Danmaku[]; // for a moderator, the oldest first
  recent: readonly Danmaku[]; // that ran since the page was opened, the latest last
  next?: string; // id of the question chosen as next
  message?: StageMessage;
}

const most_recent = 120;

export const empty_show: Show = { reactions: {}, mode: 'off', waiting: [], recent: [] };

export function apply_show(show: Show, message: Hello | Notice | Tick): Show {
  if (message.type === 'tick') return apply_tick(show, message);
  if (message.type === 'hello') return apply_hello(show, message);
  const without = (list: readonly Danmaku[], id: string) => list.filter((one) => one.id !== id);
  switch (message.type) {
    case 'danmaku.sent': return { ...show, waiting: [...without(show.waiting, message.danmaku.id), message.danmaku] };
    case 'danmaku.shown': return { ...show, waiting: without(show.waiting, message.danmaku.id) };
    case 'danmaku.dropped':
      return { ...show, waiting: without(show.waiting, message.danmaku.id), recent: without(show.recent, message.danmaku.id) };
    case 'danmaku.switched': return { ...show, mode: message.mode };
    case 'stage.told': case 'stage.read': return { ...show, message: message.message };
    case 'stage.cleared': return { ...show, message: undefined };
    case 'next.chosen': return { ...show, next: message.question };
    case 'next.cleared': return { ...show, next: undefined };
    default: return after_question(show, message);
  }
}

/** A question that is published no more is not the next one either; the server forgets it in the same way. */
function after_question(show: Show, notice: Notice): Show {
  if (!show.next || !('question' in notice) || typeof notice.question !== 'object') return show;
  const gone = notice.question.id === show.next && (notice.question.status === 'staged' || notice.question.status === 'answered' || !is_public(notice.question.status));
  return gone ? { ...show, next: undefined } : show;
}

function apply_hello(show: Show, hello: Hello): Show {
  const snapshot = hello.snapshot;
  if (!snapshot) return show;
  return {
    ...show, mode: snapshot.danmaku?.mode ?? 'off', waiting: snapshot.danmaku?.waiting ?? [], next: snapshot.next, message: snapshot.stage_message,
  };
}

/** What one has sent runs on one's own page at once; the tick that brings it to everybody changes nothing more. */
export function with_own(show: Show, own: Danmaku): Show {
  if (show.recent.some((one) => one.id === own.id)) return show;
  return { ...show, recent: [...show.recent, own].slice(-most_recent) };
}

function apply_tick(show: Show, tick: Tick): Show {
  if (!tick.reactions && !tick.danmaku) return show;
  const known = new Set(show.recent.map((one) => one.id));
  const fresh = (tick.danmaku ?? []).filter((one) => !known.has(one.id));
  return {
    ...show, reactions: { ...show.reactions, ...tick.reactions },
    recent: fresh.length ? [...show.recent, ...fresh].slice(-most_recent) : show.recent,
  };
}
