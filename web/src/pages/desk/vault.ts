// What the desk keeps on its device, sealed (sealed.ts). Without a secure context a browser has no key that it gives to nobody,
// and no locks: there nothing is kept, and the page says so.
// Of several pages one has the vault (Web Locks API), so that none sends or overwrites what another keeps; the next gets it after that one.
import type { Found, SealedShelf } from './sealed';

export class Vault {
  private shelf_: Promise<SealedShelf> | undefined;
  private writing_: Promise<unknown>;
  private readonly mine_: Promise<void>;

  /** `name` tells one event's things from another's. */
  constructor(private readonly name_: string, private readonly open_ = () => import('./sealed').then((it) => it.open_sealed())) {
    this.mine_ = new Promise((got) => {
      if (!globalThis.navigator?.locks) return got();
      void navigator.locks.request(`jiangtang.desk.${name_}`, () => {
        got();
        return new Promise<never>(() => undefined); // until the page goes
      });
    });
    this.writing_ = this.mine_;
  }

  /** Resolves when this page has it. */
  get mine(): Promise<void> { return this.mine_; }

  /** Whether anything is kept. */
  get sealed(): boolean { return globalThis.crypto?.subtle !== undefined; }

  /** Undefined when there is nothing. Rejects when there is something, or may be, that cannot be read. */
  async read(what: string): Promise<unknown> {
    await this.mine_;
    return this.sealed ? (await this.shelf()).get(this.place(what)) : undefined;
  }

  /** In the order of the calls; false when it could not be kept. */
  write(what: string, value: unknown): Promise<boolean> {
    return this.next((shelf) => shelf.set(this.place(what), value));
  }

  forget(what: string): Promise<boolean> {
    return this.next((shelf) => shelf.del(this.place(what)));
  }

  /** A list's entries as they were when the page was opened, in the order in which they came. Rejects as `read`. */
  async list(what: string): Promise<Found> {
    await this.mine_;
    return this.sealed ? (await this.shelf()).list(this.place(what)) : { entries: [], unreadable: 0 };
  }

  /** Keeps an entry behind the others, or instead of the one with this id; as `write`. */
  put(what: string, id: string, value: unknown): Promise<boolean> {
    return this.next((shelf) => shelf.put(this.place(what), id, value));
  }

  drop(what: string, id: string): Promise<boolean> {
    return this.next((shelf) => shelf.drop(this.place(what), id));
  }

  private next(act: (shelf: SealedShelf) => Promise<void>): Promise<boolean> {
    if (!this.sealed) return Promise.resolve(false);
    const done = this.writing_.then(() => this.shelf()).then(act).then(() => true, () => false);
    this.writing_ = done;
    return done;
  }

  private place(what: string): string { return `${this.name_}/${what}`; }

  private shelf(): Promise<SealedShelf> {
    const opened = this.shelf_ ??= this.open_();
    opened.catch(() => { this.shelf_ = undefined; }); // the next call tries again
    return opened;
  }
}
