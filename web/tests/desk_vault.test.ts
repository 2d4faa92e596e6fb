// What the desk keeps on its device: sealed, entry by entry, in order, and never written over because it could not be read.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SealedShelf } from '../src/pages/desk/sealed';
import { Vault } from '../src/pages/desk/vault';
import { memory_shelf, type MemoryShelf } from './support/memory_shelf';

afterEach(() => vi.unstubAllGlobals());
/** A vault as a page that has just been opened has it. */
const open = (shelf: MemoryShelf, name = '2020-3') => new Vault(name, async () => new SealedShelf(shelf));
const text_of = (shelf: MemoryShelf) => [...shelf.kept.values()].map((one) => Buffer.from((one as { bytes?: ArrayBuffer }).bytes ?? new ArrayBuffer()).toString('latin1')).join();

describe('the vault', () => {
  it('gives back after a reload what was kept, and nobody reads it off the disk', async () => {
    const shelf = memory_shelf();
    const vault = open(shelf);
    expect(await vault.write('memory', { name: 'Lin Yifan' })).toBe(true);
    expect(await vault.put('queue', 'a', { label: 'Lin Yifan' })).toBe(true);
    expect(text_of(shelf)).not.toContain('Lin');
    expect((shelf.kept.get('key') as CryptoKey).extractable).toBe(false);
    const later = open(shelf);
    expect(await later.read('memory')).toEqual({ name: 'Lin Yifan' });
    expect((await later.list('queue')).entries).toEqual([{ label: 'Lin Yifan' }]);
    expect(await open(shelf, '2021-1').read('memory')).toBeUndefined(); // another event's
    expect(await later.forget('memory')).toBe(true);
    expect(await open(shelf).read('memory')).toBeUndefined();
  });

  it('keeps the order of a list over reloads; what changes stays in its place, what is dropped is gone', async () => {
    const shelf = memory_shelf();
    const first = open(shelf);
    for (const id of ['c', 'a', 'b']) void first.put('queue', id, id);
    await first.put('queue', 'a', 'A');
    const second = open(shelf);
    expect((await second.list('queue')).entries).toEqual(['c', 'A', 'b']);
    await second.drop('queue', 'c');
    await second.put('queue', 'd', 'd');
    await second.drop('queue', 'none of it');
    expect((await open(shelf).list('queue')).entries).toEqual(['A', 'b', 'd']);
  });

  it('writes what is put before the list was read behind what is there', async () => {
    const shelf = memory_shelf();
    await open(shelf).put('queue', 'old', 1);
    const vault = open(shelf);
    const put = vault.put('queue', 'new', 2);
    expect((await vault.list('queue')).entries).toEqual([1]);
    await put;
    expect((await open(shelf).list('queue')).entries).toEqual([1, 2]);
  });

  it('writes once for each entry that goes, however many there are', async () => {
    const shelf = memory_shelf();
    const vault = open(shelf);
    const ids = Array.from({ length: 300 }, (_, n) => `id${n}`);
    await Promise.all(ids.map((id) => vault.put('queue', id, { id, words: 'x'.repeat(100) })));
    shelf.writes = 0;
    await Promise.all(ids.map((id) => vault.drop('queue', id)));
    expect(shelf.writes).toBe(300);
    expect([...shelf.kept.keys()]).toEqual(['key']);
  });

  it('leaves what it cannot read, and goes on: the key is gone, or one entry is damaged', async () => {
    const shelf = memory_shelf();
    const vault = open(shelf);
    await vault.write('memory', 1);
    for (const id of ['a', 'b']) await vault.put('queue', id, id);
    const [damaged] = [...shelf.kept.keys()].filter((key) => key.includes('queue'));
    const whole = shelf.kept.get(damaged!);
    shelf.kept.set(damaged!, { iv: new Uint8Array(12), bytes: new ArrayBuffer(40) });
    expect(await open(shelf).list('queue')).toMatchObject({ entries: ['b'], unreadable: 1 });
    shelf.kept.set(damaged!, whole);

    shelf.kept.delete('key');
    const later = open(shelf);
    expect(await later.list('queue')).toMatchObject({ entries: [], unreadable: 2 });
    await expect(later.read('memory')).rejects.toThrow();
    expect(await later.put('queue', 'c', 'c')).toBe(true);
    expect(await open(shelf).list('queue')).toMatchObject({ entries: ['c'], unreadable: 2 });
  });

  it('says so when nothing can be kept, and tries again the next time', async () => {
    const shelf = memory_shelf();
    shelf.broken = true;
    const vault = open(shelf);
    await expect(vault.list('queue')).rejects.toThrow();
    expect(await vault.put('queue', 'a', 1)).toBe(false);
    shelf.broken = false;
    expect(await vault.put('queue', 'b', 2)).toBe(true);
    expect((await open(shelf).list('queue')).entries).toEqual([2]);
  });

  it('keeps nothing where the browser has no key that it gives to nobody', async () => {
    vi.stubGlobal('crypto', { getRandomValues: () => undefined });
    const shelf = memory_shelf();
    const vault = open(shelf);
    expect(vault.sealed).toBe(false);
    expect([await vault.read('memory'), await vault.list('queue')]).toEqual([undefined, { entries: [], unreadable: 0 }]);
    expect([await vault.write('memory', 1), await vault.put('queue', 'a', 1)]).toEqual([false, false]);
    expect(shelf.kept.size).toBe(0);
  });

  it('is one page’s at a time; the next gets it when that one goes', async () => {
    const waiting: (() => unknown)[] = [];
    vi.stubGlobal('navigator', { locks: { request: (_name: string, got: () => unknown) => { waiting.push(got); return Promise.resolve(); } } });
    const shelf = memory_shelf();
    const first = open(shelf);
    const second = open(shelf);
    waiting[0]!();
    await first.put('queue', 'a', 1);
    let heard = false;
    const read = second.list('queue').then((found) => { heard = true; return found; });
    const put = second.put('queue', 'b', 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([heard, [...shelf.kept.keys()].length]).toEqual([false, 2]); // the key and one entry
    waiting[1]!();
    expect((await read).entries).toEqual([1]);
    await put;
  });
});
