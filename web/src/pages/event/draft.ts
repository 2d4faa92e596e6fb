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
