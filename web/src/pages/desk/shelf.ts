// Where the desk's things lie in the browser: IndexedDB, as little of it as is needed.
export interface Shelf {
  get(key: string): Promise<unknown>;
  /** What lies under keys that begin with `beginning`, in the order of the keys. */
  all(beginning: string): Promise<[key: string, value: unknown][]>;
  set(key: string, value: unknown): Promise<void>;
  /** Puts it there unless something is there already; → what is there then. */
  add(key: string, value: unknown): Promise<unknown>;
  del(key: string): Promise<void>;
}

const place = 'desk';

/** The shelf of this address's pages. Rejects where the browser keeps nothing. */
export async function open_shelf(): Promise<Shelf> {
  const opening = indexedDB.open('jiangtang');
  opening.onupgradeneeded = () => { opening.result.createObjectStore(place); };
  const database = await answer(opening);

  /** Resolves when it is on the disk, as far as a browser tells. */
  async function done<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const work = database.transaction(place, mode, { durability: 'strict' });
    const end = new Promise<void>((resolve, reject) => {
      work.oncomplete = () => resolve();
      work.onerror = work.onabort = () => reject(work.error ?? new Error('not kept'));
    });
    const [found] = await Promise.all([act(work.objectStore(place)), end]);
    return found;
  }

  return {
    get: (key) => done('readonly', (store) => answer<unknown>(store.get(key))),
    all: (beginning) => done('readonly', async (store) => {
      const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
      const [keys, values] = await Promise.all([answer(store.getAllKeys(range)), answer<unknown[]>(store.getAll(range))]);
      return keys.map((key, i) => [String(key), values[i]]);
    }),
    set: (key, value) => done('readwrite', async (store) => void await answer(store.put(value, key))),
    add: (key, value) => done('readwrite', async (store) => {
      const there = await answer<unknown>(store.get(key));
      if (there === undefined) await answer(store.put(value, key));
      return there ?? value;
    }),
    del: (key) => done('readwrite', (store) => answer(store.delete(key))),
  };
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not kept'));
  });
}
