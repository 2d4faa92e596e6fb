// A shelf as IndexedDB is one: values are copies, keys in their order, and what is asked is answered later.
import type { Shelf } from '../../src/pages/desk/shelf';

export interface MemoryShelf extends Shelf {
  kept: Map<string, unknown>;
  writes: number; // set, add and del
  broken: boolean; // nothing works, as in a browser that gives no storage
}

export function memory_shelf(): MemoryShelf {
  const act = async <T>(what: () => T): Promise<T> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (shelf.broken) throw new Error('no storage');
    return what();
  };
  const write = <T>(what: () => T) => act(() => { shelf.writes++; return what(); });
  // a key is given back as it is: it cannot be copied out, only used
  const copy = (value: unknown) => (value instanceof CryptoKey ? value : structuredClone(value));
  const shelf: MemoryShelf = {
    kept: new Map(), writes: 0, broken: false,
    get: (key) => act(() => copy(shelf.kept.get(key))),
    all: (beginning) => act(() => [...shelf.kept].filter(([key]) => key.startsWith(beginning)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, copy(value)])),
    set: (key, value) => { const mine = copy(value); return write(() => { shelf.kept.set(key, mine); }); },
    add: (key, value) => write(() => { if (!shelf.kept.has(key)) shelf.kept.set(key, copy(value)); return copy(shelf.kept.get(key)); }),
    del: (key) => write(() => { shelf.kept.delete(key); }),
  };
  return shelf;
}
