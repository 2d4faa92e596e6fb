// The guest list on this device: who is to come, found by ticket and by name as the server finds them. It follows the feed,
// so that it is as old as the network has been away and no older.
import type { CheckInResult, Guest, RosterBody } from '../../wire';
import type { Notice } from '../../wire_feed';

interface Entry {
  guest: Guest;
  initials: string;
  text: string; // name, unit and pinyin, folded
}

export class Roster {
  private readonly entries_ = new Map<string, Entry>(); // by registration
  private readonly by_ticket_ = new Map<string, string>(); // digest → registration
  private readonly closed_: Map<string, CheckInResult>;
  private readonly simplified_ = new Map<string, string>();
  private seq_: number;
  private retention_days_: number | undefined;

  constructor(private readonly body_: RosterBody) {
    this.seq_ = body_.seq;
    this.retention_days_ = body_.retention_days;
    this.closed_ = new Map(Object.entries(body_.closed));
    for (const [simple, forms] of Object.entries(body_.traditional)) {
      for (const form of forms) this.simplified_.set(form, simple);
    }
    for (const guest of body_.guests) this.put(guest);
  }

  get key(): string { return this.body_.key; }
  get seq(): number { return this.seq_; }
  get epoch(): string { return this.body_.epoch; }
  /** How long the event keeps its people after its end; undefined: for ever. */
  get retention_days(): number | undefined { return this.retention_days_; }
  get size(): number { return this.entries_.size; }

  /** As it is now, for keeping. */
  body(): RosterBody {
    return { ...this.body_, seq: this.seq_, retention_days: this.retention_days_, guests: [...this.entries_.values()].map((one) => one.guest), closed: Object.fromEntries(this.closed_) };
  }

  guest(registration: string): Guest | undefined { return this.entries_.get(registration)?.guest; }
  guest_with(digest: string): Guest | undefined { return this.guest(this.by_ticket_.get(digest) ?? ''); }

  /** The people of a delegation (its id), in the order of their names. */
  guests_of(delegation: string): Guest[] {
    return [...this.entries_.values()].map((one) => one.guest).filter((guest) => guest.delegation === delegation).sort(by_name);
  }

  /** Why a ticket that was issued for the hall does not open it any more; undefined when that is not known of it. */
  why_closed(digest: string): CheckInResult | undefined { return this.closed_.get(digest); }

  /** Takes a notice in, if it is later than what is known. */
  follow(notice: Notice): void {
    if (notice.seq <= this.seq_) return;
    this.seq_ = notice.seq;
    if ('guest' in notice) this.put(notice.guest);
    if ('retention_days' in notice) this.retention_days_ = notice.retention_days;
  }

  /** What the server now says of a guest. */
  put(guest: Guest): void {
    const known = this.entries_.get(guest.registration)?.guest;
    const closed = guest.status === 'cancelled' ? 'cancelled' : guest.attendance === 'online' ? 'online_only' : undefined;
    if (!known && closed === 'online_only') return; // was never to come
    if (known && known.ticket_digest !== guest.ticket_digest) this.close(known.ticket_digest, 'revoked');
    if (closed) {
      this.entries_.delete(guest.registration);
      this.close(guest.ticket_digest, closed);
      return;
    }
    this.closed_.delete(guest.ticket_digest);
    this.by_ticket_.set(guest.ticket_digest, guest.registration);
    const words = [guest.name, guest.organization ?? '', guest.pinyin];
    this.entries_.set(guest.registration, {
      guest,
      initials: guest.pinyin.split(' ').map((word) => word[0] ?? '').join(''),
      text: words.map((word) => this.fold(word)).join(' '),
    });
  }

  /** People by a part of name, unit, pinyin or initials, or the last digits of the phone; those by initials first. */
  find(query: string, most = 50): { guests: Guest[]; more: boolean } {
    const key = this.fold(query);
    if (!key) return { guests: [], more: false };
    const tail = /^\d+$/.test(key) ? key.slice(-4) : undefined;
    const found: { rank: number; guest: Guest }[] = [];
    for (const { guest, initials, text } of this.entries_.values()) {
      if (tail === undefined && initials.startsWith(key)) found.push({ rank: 0, guest });
      else if (text.includes(key) || (tail !== undefined && guest.phone_last4.endsWith(tail))) found.push({ rank: 1, guest });
    }
    found.sort((a, b) => a.rank - b.rank || by_name(a.guest, b.guest));
    return { guests: found.slice(0, most).map((one) => one.guest), more: found.length > most };
  }

  private close(digest: string, why: CheckInResult): void {
    this.by_ticket_.delete(digest);
    this.closed_.set(digest, why);
  }

  private fold(text: string): string {
    const plain = text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
    return [...plain].map((symbol) => this.simplified_.get(symbol) ?? symbol).join('');
  }
}

function by_name(a: Guest, b: Guest): number {
  return compare(a.pinyin, b.pinyin) || compare(a.registration, b.registration);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
