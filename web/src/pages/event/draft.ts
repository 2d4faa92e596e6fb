// What was typed into the form, and the request that may be on its way: both live through a reload.
import type { RegistrationRequest } from '../../wire';
import type { Form } from '../../registration';

export interface Draft {
  form: Form;
  sent?: RegistrationRequest;
}

const key = (event: string) => `jiangtang.registration.${event}`;

export function load_draft(event: string): Draft | undefined {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key(event)) ?? 'null') as Draft | null;
    return draft && typeof draft.form?.name === 'string' ? draft : undefined;
  } catch {
    return undefined;
  }
}

export function keep_draft(event: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key(event), JSON.stringify(draft));
  } catch {
    // then a reload loses it, as in any form
  }
}

export function drop_draft(event: string): void {
  try {
    sessionStorage.removeItem(key(event));
  } catch {
    // nothing was kept
  }
}

/**
 * The request to send: the one that was sent before, id and all, as long as it says the same; so that a person whose
 * answer got lost is not registered twice. `fresh_id` is used for a new one.
 */
export function same_or_new(
  sent: RegistrationRequest | undefined, wanted: Omit<RegistrationRequest, 'id'>, fresh_id: () => string,
): RegistrationRequest {
  if (sent) {
    const { id: _, ...before } = sent;
    const in_order = (o: object) => JSON.stringify(Object.entries(o).sort(([a], [b]) => a.localeCompare(b)));
    if (in_order(before) === in_order(wanted)) return sent;
  }
  return { id: fresh_id(), ...wanted };
}
