// The door of an event that is not open to all: what opens it, and the pass that is kept good while a page is open.
import { onScopeDispose, shallowRef } from 'vue';
import { get, post, Problem } from './api';
import { keep_ticket, my_tickets } from './my_tickets';
import type { Pass, Ticket } from './wire';

export type Key = { password: string } | { ticket: string } | { join: string };

const asked_for = ['password_required', 'ticket_required', 'delegate_required'];

/** Whether a refusal says that a key is needed. */
export function is_gate(problem: unknown): boolean {
  return problem instanceof Problem && asked_for.includes(problem.code);
}

/** Shows a key; the browser then has the pass as a cookie. Throws the Problem. */
export async function enter(slug: string, key: Key): Promise<Pass> {
  return (await post<{ pass: Pass }>(`/api/events/${encodeURIComponent(slug)}/pass`, key)).pass;
}

/** The same with a ticket that was typed: it is kept on this device, as one that was opened is, so that the pass can be renewed. */
export async function enter_by_ticket(slug: string, typed: string): Promise<Pass> {
  const pass = await enter(slug, { ticket: typed });
  try {
    const { ticket } = await get<{ ticket: Ticket }>(`/api/tickets/${encodeURIComponent(typed.trim())}`);
    keep_ticket({ code: ticket.code, event: slug, attendance: ticket.attendance, name: ticket.name });
  } catch {
    // it opened the door; it will be asked for again
  }
  return pass;
}

/** Whether this browser is in already; false also when that cannot be told. */
export function has_pass(slug: string): Promise<boolean> {
  return get(`/api/events/${encodeURIComponent(slug)}/pass`).then(() => true, () => false);
}

/** The keys this device has, the best first: its tickets, then the code behind the # of the big screen's address. Pure. */
export function keys_of(tickets: readonly { code: string }[], hash: string): Key[] {
  const join = /^#([2-9A-HJKMNP-Z]{8})$/i.exec(hash)?.[1];
  return [...tickets.slice(0, 3).map(({ code }) => ({ ticket: code })), ...(join ? [{ join }] : [])];
}

/** Tries those keys; undefined when none opens. Throws what is no answer: the network away, too many tries. */
export async function try_keys(slug: string): Promise<Pass | undefined> {
  for (const key of keys_of(my_tickets(slug), window.location.hash)) {
    try {
      return await enter(slug, key);
    } catch (error) {
      if (!(error instanceof Problem) || error.worth_retrying) throw error;
    }
  }
  return undefined;
}

/** Does it; where a key is needed and this device has one that opens, shows that and does it again. Throws the Problem. */
export async function through_gate<T>(slug: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!is_gate(error) || !(await try_keys(slug))) throw error;
    return act();
  }
}

const soon_ms = 3_600_000; // a pass that ends sooner is a ticket's

/** When to show the ticket again: well before the pass ends. Undefined: it lasts. Pure. */
export function renew_in(pass: Pass | undefined): number | undefined {
  if (pass?.valid_ms === undefined || pass.valid_ms > soon_ms) return undefined;
  return Math.max(5000, pass.valid_ms * 0.4);
}

/**
 * Keeps the pass of a page good: tell `hold` each pass that an answer named. `refused` is what a person has to do once the
 * ticket opens no more; `hold` forgets it.
 */
export function use_pass(slug: string) {
  const refused = shallowRef<Problem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Infinity;

  function wait(ms: number | undefined): void {
    clearTimeout(timer);
    due = ms === undefined ? Infinity : Date.now() + ms;
    if (ms !== undefined) timer = setTimeout(() => void renew(), ms);
  }
  async function renew(): Promise<void> {
    wait(60_000); // when it fails
    try {
      const pass = await try_keys(slug);
      if (pass) hold(pass);
      else await get(`/api/events/${encodeURIComponent(slug)}/pass`); // as long as the pass lasts
    } catch (error) {
      if (is_gate(error)) refused.value = error as Problem; // else the next try is set
    }
  }
  function hold(pass: Pass | undefined): void {
    refused.value = undefined;
    wait(renew_in(pass));
  }
  /** A phone that slept has no timers. */
  const seen = () => { if (document.visibilityState === 'visible' && Date.now() >= due) void renew(); };
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });
  return { hold, refused };
}
