// The feed client as a pure machine: it is told what happened and when, and says what to do.
// It knows no socket, no clock and no timer, so every path of it is tested without them.
import { Problem } from './problem';
import type { ProblemBody } from './wire';
import type { Answer, CommandFields, CommandName, FeedMessage, Hello, Notice, Presence, Tick } from './wire_feed';

export type FeedState =
  | { name: 'connecting' }
  | { name: 'open' }
  | { name: 'lost'; since: number; next_try_at: number }
  | { name: 'ended'; code: number };

export type Action =
  | { do: 'connect'; since?: number; epoch?: string }
  | { do: 'drop' } // close the socket; nothing more from it counts
  | { do: 'send'; text: string }
  | { do: 'deliver'; message: Hello | Notice | Presence | Tick }
  | { do: 'answer'; id: string; answer: Answer }
  | { do: 'refuse'; id: string; problem: Problem }
  | { do: 'state'; state: FeedState };

export const silence_ms = 12_000; // the server ticks at least every 5 s; its pings are not shown to pages
export const patience_ms = 5000; // how long a command waits while nothing at all is heard
const first_wait_ms = 300;
const longest_wait_ms = 10_000;

/** 4002 signed out: only a person can mend it. */
const final_codes = new Set([4002]);

export class FeedMachine {
  private state_: FeedState = { name: 'ended', code: 1000 };
  private seq_: number | undefined;
  private epoch_: string | undefined;
  private failures_ = 0; // connects since the last hello
  private heard_at_ = 0;
  private asked_at_ = 0; // when the first of the commands that wait went out
  private greeted_ = false;
  private readonly pending_ = new Map<string, string>(); // command id → message, in the order first sent

  /** `random` gives [0,1): the jitter that keeps 20,000 pages from coming back in one moment. */
  constructor(private readonly random_: () => number = Math.random) {}

  get state(): FeedState { return this.state_; }
  get seq(): number | undefined { return this.seq_; }
  get pending(): number { return this.pending_.size; }

  /** When `tick` must be called next, or undefined when nothing is due. */
  wake_at(): number | undefined {
    if (this.state_.name === 'lost') return this.state_.next_try_at;
    if (this.state_.name === 'ended') return undefined;
    const answer_due = this.greeted_ && this.pending ? Math.max(this.heard_at_, this.asked_at_) + patience_ms : Infinity;
    return Math.min(this.heard_at_ + silence_ms, answer_due);
  }

  start(now: number): Action[] {
    this.failures_ = 0;
    return this.connect(now);
  }

  stop(): Action[] {
    return [{ do: 'drop' }, ...this.enter({ name: 'ended', code: 1000 }), ...this.refuse_all()];
  }

  /** One text message of the server. What is no JSON object, or of an unknown type, is passed over. */
  received(text: string, now: number): Action[] {
    if (this.state_.name !== 'connecting' && this.state_.name !== 'open') return [];
    this.heard_at_ = now;
    const message = parse(text);
    if (!message) return [];
    if ('re' in message) return this.answered(message);
    if (message.type === 'hello') return this.hello(message as Hello, now);
    if (!this.greeted_) return [];
    if (message.type === 'tick' || message.type === 'presence') return [{ do: 'deliver', message: message as Tick | Presence }];
    return this.notice(message as Notice);
  }

  closed(code: number, now: number): Action[] {
    if (this.state_.name === 'ended' || this.state_.name === 'lost') return [];
    if (final_codes.has(code)) return [...this.enter({ name: 'ended', code }), ...this.refuse_all()];
    return this.lose(code, now);
  }

  /** Time has passed: a silent socket is dropped, a due reconnect happens. */
  tick(now: number): Action[] {
    const due = this.wake_at();
    if (due === undefined || now < due) return [];
    if (this.state_.name === 'lost') return this.connect(now);
    return this.give_up(now, Math.max(this.heard_at_, this.asked_at_)); // away since then, so that the page says so at once
  }

  /** The device knows that its network is gone; a socket over it would only be silent. */
  offline(now: number): Action[] {
    return this.state_.name === 'connecting' || this.state_.name === 'open' ? this.give_up(now) : [];
  }

  /** The network came back, or a person pressed "try again": do not wait for the backoff. */
  hurry(now: number): Action[] {
    return this.state_.name === 'lost' ? this.connect(now) : [];
  }

  /** Keeps the command until it is answered; it goes out now, or after the next hello. */
  command<K extends CommandName>(id: string, name: K, fields: CommandFields[K], now: number): Action[] {
    const text = JSON.stringify({ id, do: name, ...fields });
    if (this.state_.name === 'ended') return [{ do: 'refuse', id, problem: ended_problem() }];
    if (!this.pending) this.asked_at_ = now;
    this.pending_.set(id, text);
    return this.state_.name === 'open' ? [{ do: 'send', text }] : [];
  }

  private connect(now: number): Action[] {
    this.heard_at_ = now;
    this.greeted_ = false;
    const resume = this.seq_ === undefined ? {} : { since: this.seq_, epoch: this.epoch_ };
    return [...this.enter({ name: 'connecting' }), { do: 'connect', ...resume }];
  }

  private hello(hello: Hello, now: number): Action[] {
    const same = hello.epoch === this.epoch_ && this.seq_ !== undefined && hello.seq >= this.seq_;
    if (hello.recovered ? !same : !hello.snapshot) {
      // a promise the server cannot keep: ask for everything
      this.seq_ = undefined;
      this.epoch_ = undefined;
      return this.give_up(now);
    }
    this.epoch_ = hello.epoch;
    // recovered: what was missed (since < seq <= hello.seq) follows, so the known seq stays until it came
    if (!hello.recovered) this.seq_ = hello.seq;
    this.failures_ = 0;
    this.greeted_ = true;
    this.asked_at_ = now;
    const resend = [...this.pending_.values()].map((text): Action => ({ do: 'send', text }));
    return [{ do: 'deliver', message: hello }, ...this.enter({ name: 'open' }), ...resend];
  }

  private notice(notice: Notice): Action[] {
    if (typeof notice.seq !== 'number' || notice.seq <= (this.seq_ ?? 0)) return [];
    this.seq_ = notice.seq;
    return [{ do: 'deliver', message: notice }];
  }

  private answered(message: Answer | { re: string; error: ProblemBody }): Action[] {
    if (!this.pending_.delete(message.re)) return [];
    if ('error' in message) return [{ do: 'refuse', id: message.re, problem: new Problem(message.error, 422) }];
    return [{ do: 'answer', id: message.re, answer: message }];
  }

  private give_up(now: number, since = now): Action[] {
    return [{ do: 'drop' }, ...this.lose(1006, now, since)];
  }

  private lose(code: number, now: number, since = now): Action[] {
    this.greeted_ = false;
    return this.enter({ name: 'lost', since, next_try_at: now + this.wait(code) });
  }

  private wait(code: number): number {
    const n = this.failures_++;
    if (code === 4001 && n === 0) return 0; // a slow reader may come back at once, but not in a loop
    if (code === 4003) return longest_wait_ms * (1 + this.random_());
    if (code === 1012 && n === 0) return first_wait_ms + this.random_() * 3000;
    const ceiling = Math.min(first_wait_ms * 2 ** n, longest_wait_ms);
    return Math.max(first_wait_ms, ceiling * (0.5 + this.random_() / 2));
  }

  private enter(state: FeedState): Action[] {
    // "lost since" is the first loss, not the latest failed try
    if (state.name === 'lost' && this.lost_since_ !== undefined) state.since = this.lost_since_;
    if (state.name === 'lost') this.lost_since_ = state.since;
    if (state.name === 'open' || state.name === 'ended') this.lost_since_ = undefined;
    this.state_ = state;
    return [{ do: 'state', state }];
  }
  private lost_since_: number | undefined;

  /** Since when the page is without its feed; undefined while open. It stays while a reconnect is tried. */
  get lost_since(): number | undefined { return this.lost_since_; }

  private refuse_all(): Action[] {
    const ids = [...this.pending_.keys()];
    this.pending_.clear();
    return ids.map((id) => ({ do: 'refuse', id, problem: ended_problem() }));
  }
}

function ended_problem(): Problem {
  return new Problem({
    code: 'feed_ended', message: '连接已结束，请重新打开页面', message_en: 'The connection has ended. Please open the page again',
  }, 0);
}

function parse(text: string): FeedMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return 're' in value || 'type' in value ? (value as FeedMessage) : undefined;
  } catch {
    return undefined;
  }
}
