// What the desk keeps on its device, sealed with AES-256-GCM under a key that the browser gives to nobody: what is read off
// the disk says nothing of the guests. Without a secure context there is no such key, and only what must not be lost is kept.
// Of several pages one has the vault (Web Locks API), so that none overwrites what another keeps; the next gets it after that one.
import { createStore, del, get, set, update, type UseStore } from 'idb-keyval';

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

export class Vault {
  private store_: UseStore | undefined;
  private key_: Promise<CryptoKey> | undefined;
  private writing_: Promise<unknown>;
  private readonly mine_: Promise<void>;

  /** `name` tells one event's things from another's. */
  constructor(private readonly name_: string) {
    this.mine_ = new Promise((got) => {
      if (!navigator.locks) return got();
      void navigator.locks.request(`jiangtang.desk.${name_}`, () => {
        got();
        return new Promise<never>(() => undefined); // until the page goes
      });
    });
    this.writing_ = this.mine_;
  }

  /** Resolves when this page has it. */
  get mine(): Promise<void> { return this.mine_; }

  /** Whether what is kept is sealed. */
  get sealed(): boolean { return globalThis.crypto?.subtle !== undefined; }

  /** Undefined when there is nothing. Throws when there is something, or may be, that cannot be read. */
  async read(what: string): Promise<unknown> {
    await this.mine_;
    const kept = await get<unknown>(this.place(what), this.store());
    return is_sealed(kept) ? JSON.parse(await this.open(kept)) : kept;
  }

  /** In the order of the calls; false when it could not be kept. */
  write(what: string, value: unknown): Promise<boolean> {
    return this.next(async () => set(this.place(what), this.sealed ? await this.seal(JSON.stringify(value)) : value, this.store()));
  }

  forget(what: string): Promise<boolean> {
    return this.next(() => del(this.place(what), this.store()));
  }

  private next(act: () => Promise<void>): Promise<boolean> {
    const done = this.writing_.then(act).then(() => true, () => false);
    this.writing_ = done;
    return done;
  }

  private place(what: string): string { return `${this.name_}/${what}`; }
  private store(): UseStore { return (this.store_ ??= createStore('jiangtang', 'desk')); }

  private key(): Promise<CryptoKey> {
    return (this.key_ ??= (async () => {
      const kept = await get<CryptoKey>('key', this.store());
      if (kept) return kept;
      const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      await update<CryptoKey>('key', (others) => others ?? made, this.store()); // another page may have been faster
      return (await get<CryptoKey>('key', this.store())) ?? made;
    })());
  }

  private async seal(text: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await this.key(), new TextEncoder().encode(text)) };
  }

  private async open({ iv, bytes }: Sealed): Promise<string> {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await this.key(), bytes));
  }
}

function is_sealed(kept: unknown): kept is Sealed {
  return typeof kept === 'object' && kept !== null && 'iv' in kept && 'bytes' in kept;
}
