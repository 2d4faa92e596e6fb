// What lies on the shelf is sealed with AES-256-GCM under a key that the browser gives to nobody: what is read off the disk
// says nothing of the guests. Lists are kept entry by entry, so that one that goes or changes costs only itself.
import { open_shelf, type Shelf } from './shelf';

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}
/** `unreadable`: how many more are there, and stay. */
export interface Found {
  entries: unknown[];
  unreadable: number;
}
interface List extends Found {
  keys: Map<string, string>; // id → where it lies
  next: number;
}

export class SealedShelf {
  private key_: Promise<CryptoKey> | undefined;
  private readonly lists_ = new Map<string, Promise<List>>();

  constructor(private readonly shelf_: Shelf) {}

  /** Undefined when there is nothing. Rejects when there is something, or may be, that cannot be read. */
  async get(place: string): Promise<unknown> {
    const kept = await this.shelf_.get(place);
    return kept === undefined ? undefined : await this.open(kept);
  }

  async set(place: string, value: unknown): Promise<void> {
    await this.shelf_.set(place, await this.seal(value));
  }

  del(place: string): Promise<void> { return this.shelf_.del(place); }

  /** The entries that were there when the list was first asked for, in the order in which they came. */
  list(name: string): Promise<Found> { return this.numbered(name); }

  /** Behind the others, or instead of the entry with this id. */
  async put(name: string, id: string, value: unknown): Promise<void> {
    const list = await this.numbered(name);
    const sealed = await this.seal([id, value]);
    const place = list.keys.get(id) ?? `${name}/${String(list.next++).padStart(12, '0')}`;
    list.keys.set(id, place);
    await this.shelf_.set(place, sealed);
  }

  async drop(name: string, id: string): Promise<void> {
    const { keys } = await this.numbered(name);
    const place = keys.get(id);
    if (place === undefined) return;
    await this.shelf_.del(place);
    keys.delete(id);
  }

  private numbered(name: string): Promise<List> {
    const known = this.lists_.get(name);
    if (known) return known;
    const read = this.read(name);
    this.lists_.set(name, read);
    read.catch(() => this.lists_.delete(name)); // the next call tries again
    return read;
  }

  private async read(name: string): Promise<List> {
    const list: List = { entries: [], unreadable: 0, keys: new Map(), next: 1 };
    for (const [place, kept] of await this.shelf_.all(`${name}/`)) {
      list.next = Number(place.slice(name.length + 1)) + 1;
      try {
        const [id, value] = await this.open(kept) as [string, unknown];
        list.keys.set(id, place);
        list.entries.push(value);
      } catch {
        list.unreadable++;
      }
    }
    return list;
  }

  private key(): Promise<CryptoKey> {
    return (this.key_ ??= (async () => {
      const kept = await this.shelf_.get('key');
      if (kept) return kept as CryptoKey;
      const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
      return await this.shelf_.add('key', made) as CryptoKey; // another page may have been faster
    })());
  }

  private async seal(value: unknown): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await this.key(), new TextEncoder().encode(JSON.stringify(value))) };
  }

  private async open(kept: unknown): Promise<unknown> {
    const { iv, bytes } = kept as Sealed;
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await this.key(), bytes)));
  }
}

export const open_sealed = async (): Promise<SealedShelf> => new SealedShelf(await open_shelf());
