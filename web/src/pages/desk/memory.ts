// What the desk knows when it is opened without a network, and the roster that it keeps up to date while there is one.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue';
import { get } from '../../api';
import { server_now, type HallState } from '../../state';
import type { Arrivals, Delegation, Event, Guest, RosterBody, Staff } from '../../wire';
import type { Hello, Notice, Presence, Tick } from '../../wire_feed';
import type { Roster } from './roster';
import type { Vault } from './vault';

export interface Kept {
  roster: RosterBody;
  event: Event;
  arrivals?: Arrivals;
  staff?: Staff;
  delegations: readonly Delegation[];
  clock_offset: number; // the server's clock minus this device's, ms
  at: number; // server's time
}

const keep_ms = 7 * 24 * 3_600_000; // then it is nobody's business any more
const keep_every_ms = 10_000;
const keep_unchanged_every_ms = 60_000; // only that it still holds
const ask_again_ms = 3000;

export function use_memory(slug: string, vault: Vault, state: Ref<HallState>) {
  const kept = shallowRef<Kept>();
  const roster = shallowRef<Roster>();
  const changes = ref(0); // of the roster, which stays the same object
  const updated_at = ref<number>(); // the server's time up to which the roster is right
  let missed: Notice[] | undefined; // while the roster is on its way
  let changed = false; // since it was kept
  let whole = false; // nothing is missing in it since the feed began
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saver: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  const ready = vault.read('memory').catch(() => undefined).then(async (found) => {
    if (!is_kept(found)) return;
    if (Date.now() + found.clock_offset - found.at > keep_ms) return void vault.forget('memory');
    const old = await roster_of(found.roster);
    if (gone) return;
    kept.value = found;
    updated_at.value ??= found.at;
    roster.value ??= old;
  });

  async function fetch_roster(): Promise<void> {
    clearTimeout(timer);
    const meanwhile: Notice[] = missed = []; // a later fetch has its own
    try {
      const fresh = await roster_of(await get<RosterBody>(`/api/events/${slug}/roster`, { timeout_ms: 30_000 }));
      if (missed !== meanwhile || gone) return;
      for (const notice of meanwhile) fresh.follow(notice);
      missed = undefined;
      roster.value = fresh;
      whole = true;
      heard();
      save();
    } catch {
      if (missed === meanwhile && !gone) timer = setTimeout(() => void fetch_roster(), ask_again_ms);
    }
  }

  function heard(): void {
    if (!whole) return;
    updated_at.value = server_now(state.value);
    saver ??= setTimeout(save, changed ? keep_every_ms : keep_unchanged_every_ms);
  }

  function save(): void {
    clearTimeout(saver);
    saver = undefined;
    changed = false;
    const { event, arrivals, staff, delegations, clock_offset } = state.value;
    if (!vault.sealed || !roster.value || !event || updated_at.value === undefined) return;
    void vault.write('memory', { roster: roster.value.body(), event, arrivals, staff, delegations, clock_offset, at: updated_at.value } satisfies Kept);
  }

  /** Hears every message of the feed, after the state has. */
  function follow(message: Hello | Notice | Presence | Tick): void {
    if (message.type === 'hello') {
      if (message.recovered && (whole || missed)) return heard();
      whole = false;
      void fetch_roster();
      return;
    }
    if ('seq' in message) {
      missed?.push(message);
      roster.value?.follow(message);
      if ('guest' in message) note_change();
    }
    heard();
  }

  function note_change(): void {
    changes.value++;
    if (changed) return;
    changed = true;
    clearTimeout(saver);
    saver = undefined;
  }

  /** What an answer says of a guest, which may come before its notice. */
  function put(guest: Guest): void {
    roster.value?.put(guest);
    note_change();
  }

  /** Signed out: nothing of the guests stays. */
  function forget(): void {
    clearTimeout(timer);
    clearTimeout(saver);
    missed = undefined; // what is on its way is not taken
    whole = false;
    kept.value = roster.value = undefined;
    void vault.forget('memory');
  }

  const leaving = () => { if (document.visibilityState === 'hidden' && saver) save(); };
  document.addEventListener('visibilitychange', leaving);
  onScopeDispose(() => {
    gone = true;
    clearTimeout(timer);
    clearTimeout(saver);
    document.removeEventListener('visibilitychange', leaving);
  });
  return { kept, roster, changes, updated_at, ready, follow, put, forget };
}

async function roster_of(body: RosterBody): Promise<Roster> {
  const { Roster } = await import('./roster');
  return new Roster(body);
}

function is_kept(found: unknown): found is Kept {
  return typeof found === 'object' && found !== null && 'roster' in found && 'event' in found;
}
