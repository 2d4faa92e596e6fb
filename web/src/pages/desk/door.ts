// The door as this desk knows it: the feed while there is one, the roster and what was done here when there is none.
import { computed, onMounted, onScopeDispose, ref, watch, type ComputedRef } from 'vue';
import { get, Problem } from '../../api';
import { use_now } from '../../clock';
import { use_hall } from '../../hall';
import { server_now } from '../../state';
import { desk as desk_texts } from '../../texts/desk';
import { texts_of } from '../../texts/texts';
import type { CheckIn, CheckInRequest, Guest, Staff, WalkInRequest } from '../../wire';
import { use_check_in } from './check_in';
import type { Known } from './decide';
import { use_memory } from './memory';
import type { Waiting } from './queue';
import { Vault } from './vault';
import { read_code } from './words';

export interface DoorOptions {
  slug: string;
  desk: ComputedRef<string>;
  on_answer: (answer: CheckIn, one: Waiting) => void;
  on_guest: (guest: Guest) => void; // what is now known of a guest
}

const away_after_ms = 2000; // a blink is no news

/** Since when the device itself knows that it has no network (device's clock). */
function use_unplugged() {
  const since = ref<number | undefined>(navigator.onLine ? undefined : Date.now());
  const lost = () => { since.value ??= Date.now(); };
  const back = () => { since.value = undefined; };
  window.addEventListener('offline', lost);
  window.addEventListener('online', back);
  onScopeDispose(() => {
    window.removeEventListener('offline', lost);
    window.removeEventListener('online', back);
  });
  return since;
}

export function use_door(options: DoorOptions) {
  const { slug } = options;
  const t = texts_of(desk_texts);
  const vault = new Vault(slug);
  const { state, feed, connection } = use_hall({
    event: slug,
    as: 'desk',
    prepare: async () => {
      const { staff } = await get<{ staff: Staff[] }>('/api/session');
      if (staff.some((one) => one.event === slug && (one.role === 'desk' || one.role === 'organizer'))) return;
      throw new Problem({ code: 'signed_out', message: t('no_session', {}, 'zh'), message_en: t('no_session', {}, 'en') }, 401);
    },
    on_message: (message) => {
      memory.follow(message);
      if ('guest' in message && message.guest) options.on_guest(message.guest);
    },
  });
  const memory = use_memory(slug, vault, state);
  const elsewhere = ref(false); // another page of this device is the desk
  const soon = setTimeout(() => { elsewhere.value = true; }, 500);
  void vault.mine.then(() => { clearTimeout(soon); elsewhere.value = false; });
  const device_now = use_now(1000);
  const unplugged_at = use_unplugged();
  const server_time = (device: number) => Math.round(state.value.ready ? server_now(state.value, device) : device + (memory.kept.value?.clock_offset ?? 0));
  const now = computed(() => server_time(device_now.value));

  const check_in = use_check_in({
    slug, vault,
    desk: () => options.desk.value,
    now: () => server_time(Date.now()),
    away: () => unplugged_at.value !== undefined || feed.lost_since.value !== undefined,
    decide, decide_walk_in,
    on_answer: options.on_answer,
    on_guest: (guest) => {
      memory.put(guest);
      options.on_guest(guest);
    },
  });

  /** Whose admission the server told, and this desk took back since. */
  const taken_back = computed(() => [...check_in.undone.value]
    .filter((id) => memory.changes.value >= 0 && memory.roster.value?.guest(id)?.admitted_at && !check_in.here.value.has(id)).length);
  const event = computed(() => state.value.event ?? memory.kept.value?.event);
  const staff = computed(() => state.value.staff ?? memory.kept.value?.staff);
  const delegations = computed(() => (state.value.ready ? state.value.delegations : memory.kept.value?.delegations ?? []));
  const known_arrivals = computed(() => state.value.arrivals ?? memory.kept.value?.arrivals);
  /** Whom this desk let in and nobody else has: a guest whom another desk admitted meanwhile is in the room once. */
  const here_alone = computed(() => [...check_in.here.value.values()]
    .filter((one) => memory.changes.value >= 0 && (!one.guest || !memory.roster.value?.guest(one.guest.registration)?.admitted_at)).length);
  const arrivals = computed(() => known_arrivals.value && {
    ...known_arrivals.value,
    admitted: known_arrivals.value.admitted + here_alone.value - taken_back.value,
    recent: known_arrivals.value.recent.filter((guest) => !check_in.undone.value.has(guest.registration)),
  });
  const here = computed(() => [...check_in.here.value.values()].reverse().flatMap((one) => (one.guest ? [standing(one.guest)] : [])));
  const away_since = computed(() => {
    if (unplugged_at.value !== undefined) return unplugged_at.value;
    const since = feed.lost_since.value;
    if (check_in.lost.value) return since ?? device_now.value;
    return since !== undefined && device_now.value - since >= away_after_ms ? since : undefined;
  });
  const away = computed(() => memory.roster.value !== undefined && away_since.value !== undefined);
  const lost_at = computed(() => away_since.value && server_time(away_since.value));

  /** A guest with what was done here since. */
  function standing(guest: Guest): Guest {
    const mine = check_in.here.value.get(guest.registration);
    if (mine) return { ...guest, admitted_at: mine.at, desk: mine.desk, staff: staff.value?.name };
    return check_in.undone.value.has(guest.registration) ? { ...guest, admitted_at: undefined } : guest;
  }

  function known(): Known | undefined {
    const roster = memory.roster.value;
    return roster && {
      roster, here: check_in.here.value, undone: check_in.undone.value, staff: staff.value?.name ?? '',
      arrivals: arrivals.value ?? { admitted: check_in.here.value.size, expected: roster.size }, now: server_time(Date.now()),
    };
  }

  async function decide(request: CheckInRequest): Promise<CheckIn | undefined> {
    if (!vault.sealed) return undefined;
    const [{ decide_guest, decide_ticket }, { scanned_ticket }] = await Promise.all([import('./decide'), import('./ticket'), memory.ready, check_in.ready]);
    const what = known();
    if (!what) return undefined;
    if (request.registration !== undefined) return decide_guest(what, request.registration);
    const text = request.ticket ?? '';
    const ticket = await scanned_ticket(text, what.roster.key, slug);
    return decide_ticket(known() ?? what, ticket, read_code(text) ?? text);
  }

  async function decide_walk_in(request: WalkInRequest): Promise<CheckIn | undefined> {
    if (!vault.sealed) return undefined;
    const rule = await import('./decide');
    const what = known();
    const seats = rule.seats_left(request, check_in.queue.value, delegations.value, event.value?.seats.left ?? 0);
    return what && rule.decide_walk_in(what, request, seats);
  }

  // They are there when the network is not, also where no service worker keeps them.
  onMounted(() => void Promise.all([import('./decide'), import('./ticket').then((it) => it.load_verifier())]).catch(() => undefined));
  watch(connection, (is) => { if (is.name === 'ended' && is.code !== 1000) memory.forget(); });

  return { state, feed, connection, memory, check_in, now, event, staff, arrivals, here, away, lost_at, elsewhere, delegations, standing };
}
