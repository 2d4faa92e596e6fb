// The ticket in what was scanned, checked without a network: its code's digest is looked up in the roster, its signature
// (Ed25519, RFC 8032) says whether this server issued it for this event. Needs a secure context.
import { read_code } from './words';

export interface ScannedTicket {
  digest: string;
  signature: 'none' | 'good' | 'bad';
}

const fragment_begin = '#1';

/** What was read as a ticket; undefined when there is no code in it. `key` is the roster's, `event` the slug. */
export async function scanned_ticket(text: string, key: string, event: string): Promise<ScannedTicket | undefined> {
  const code = read_code(text);
  if (!code) return undefined;
  const hash = text.includes('/ticket/') ? text.indexOf('#') : -1;
  if (hash < 0) return { digest: await ticket_digest(code, event), signature: 'none' };
  const good = await signed(text.slice(hash), key, `jiangtang ticket 1\n${event}\n${code}`);
  return { digest: await ticket_digest(code, event), signature: good ? 'good' : 'bad' };
}

/** What the roster knows the code by: 32 hexadecimal digits, others for another event (its slug). */
export async function ticket_digest(code: string, event: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`jiangtang ticket\n${event}\n${code}`)));
  return [...bytes.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Loads what checks signatures, before it is needed. */
export const load_verifier = () => import('@noble/ed25519');

async function signed(fragment: string, key: string, text: string): Promise<boolean> {
  if (!fragment.startsWith(fragment_begin)) return false;
  const signature = from_base64url(fragment.slice(fragment_begin.length));
  const of = from_base64url(key);
  if (signature?.length !== 64 || of?.length !== 32) return false;
  const { verifyAsync } = await load_verifier();
  return await verifyAsync(signature, new TextEncoder().encode(text), of).catch(() => false);
}

/** One text for the same bytes: what another spelling would decode to is refused, as the server does. */
function from_base64url(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    if (btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') !== text) return undefined;
    return Uint8Array.from(plain, (symbol) => symbol.charCodeAt(0));
  } catch {
    return undefined;
  }
}
