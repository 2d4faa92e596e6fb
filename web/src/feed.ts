// The feed client: FeedMachine with a real socket, a clock and one timer. Pages talk to this.
import { shallowRef, type ShallowRef } from 'vue';
import { FeedMachine, type Action, type FeedState } from './feed_machine';
import { new_id } from './ids';
import { Problem } from './problem';
import type { Role } from './wire';
import type { Answer, CommandFields, CommandName, Hello, Notice, Presence, Tick } from './wire_feed';

export type { FeedState } from './feed_machine';

export interface FeedOptions {
  event: string; // slug
  as?: Role;
  /** Every hello, notice (in order, once) and tick. */
  on_message: (message: Hello | Notice | Presence | Tick) => void;
  /**
   * Runs before the first connect, and again before a connect when the one before was refused without a word
   * (a browser hides the 401): the place to make sure of the viewer cookie. A Problem of 401, 403 or 404 ends the feed.
   */
  prepare?: () => Promise<void>;
}

export class Feed {
  /** The connection's state for templates: connecting, open, lost {since, next_try_at}, ended {code}. */
  readonly state: ShallowRef<FeedState>;
  /** Since when the feed is away, through all the tries; undefined while it is there. */
  readonly lost_since = shallowRef<number | undefined>();
  /** How many commands wait for an answer. */
  readonly pending = shallowRef(0);
  /** Why the feed ended, when `prepare` said so. */
  readonly problem = shallowRef<Problem | undefined>();

  private readonly machine_ = new FeedMachine();
  private readonly waiting_ = new Map<string, { resolve: (a: Answer) => void; reject: (p: Problem) => void }>();
  private socket_: WebSocket | undefined;
  private timer_: ReturnType<typeof setTimeout> | undefined;
  private unprepared_ = true;
  private attempt_ = 0;

  constructor(private readonly options_: FeedOptions) {
    this.state = shallowRef(this.machine_.state);
  }

  start(): void {
    window.addEventListener('online', this.hurry_);
    window.addEventListener('offline', this.offline_);
    document.addEventListener('visibilitychange', this.seen_);
    this.run(this.machine_.start(Date.now()));
  }

  stop(): void {
    window.removeEventListener('online', this.hurry_);
    window.removeEventListener('offline', this.offline_);
    document.removeEventListener('visibilitychange', this.seen_);
    this.run(this.machine_.stop());
  }

  /** Tries again now instead of at `next_try_at`. */
  readonly hurry_ = (): void => this.run(this.machine_.hurry(Date.now()));
  private readonly offline_ = (): void => this.run(this.machine_.offline(Date.now()));

  /**
   * Sends a command and resolves with its answer, also across reconnects (same id, so it happens once).
   * Rejects with a Problem. Give `id` to repeat an earlier command.
   */
  send<K extends CommandName>(name: K, fields: CommandFields[K], id: string = new_id()): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting_.set(id, { resolve, reject });
      this.run(this.machine_.command(id, name, fields, Date.now()));
    });
  }

  private readonly seen_ = (): void => {
    if (document.visibilityState === 'visible') this.run(this.machine_.tick(Date.now()));
  };

  private run(actions: Action[]): void {
    for (const action of actions) this.act(action);
    this.pending.value = this.machine_.pending;
    this.lost_since.value = this.machine_.lost_since;
    clearTimeout(this.timer_);
    const due = this.machine_.wake_at();
    if (due !== undefined) {
      this.timer_ = setTimeout(() => this.run(this.machine_.tick(Date.now())), Math.max(0, due - Date.now()));
    }
  }

  private act(action: Action): void {
    switch (action.do) {
      case 'connect': void this.connect(action.since, action.epoch); break;
      case 'drop': this.drop(); break;
      case 'send': this.socket_?.send(action.text); break;
      case 'deliver': this.unprepared_ = false; this.options_.on_message(action.message); break;
      case 'state': this.state.value = action.state; break;
      case 'answer': this.settle(action.id)?.resolve(action.answer); break;
      case 'refuse': this.settle(action.id)?.reject(action.problem); break;
    }
  }

  private settle(id: string) {
    const waiting = this.waiting_.get(id);
    this.waiting_.delete(id);
    return waiting;
  }

  private async connect(since?: number, epoch?: string): Promise<void> {
    const attempt = ++this.attempt_;
    if (this.unprepared_ && this.options_.prepare && !(await this.prepared(attempt))) return;
    if (attempt !== this.attempt_) return;
    this.unprepared_ = true; // until a message shows that this connect was let in
    const socket = new WebSocket(feed_address(window.location, this.options_, since, epoch));
    this.socket_ = socket;
    const current = () => this.socket_ === socket;
    socket.onmessage = (e) => {
      if (current() && typeof e.data === 'string') this.run(this.machine_.received(e.data, Date.now()));
    };
    socket.onclose = (e) => {
      if (!current()) return;
      this.socket_ = undefined;
      this.run(this.machine_.closed(e.code, Date.now()));
    };
  }

  private async prepared(attempt: number): Promise<boolean> {
    try {
      await this.options_.prepare?.();
      return true;
    } catch (error) {
      if (attempt !== this.attempt_) return false;
      const refused = error instanceof Problem && [401, 403, 404].includes(error.status);
      if (refused) this.problem.value = error;
      this.run(this.machine_.closed(refused ? 4002 : 1006, Date.now()));
      return false;
    }
  }

  private drop(): void {
    this.attempt_++;
    const socket = this.socket_;
    this.socket_ = undefined;
    socket?.close();
  }
}

/** ws(s)://host/feed?event=…[&as=…][&since=…&epoch=…] for the page's own host. */
export function feed_address(
  page: { protocol: string; host: string }, options: { event: string; as?: Role }, since?: number, epoch?: string,
): string {
  const query = new URLSearchParams({ event: options.event });
  if (options.as) query.set('as', options.as);
  if (since !== undefined && epoch !== undefined) {
    query.set('since', String(since));
    query.set('epoch', epoch);
  }
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/feed?${query}`;
}
