// The registration form as data: what is wrong with it, and what is sent. Pure; the server checks again.
import type { Attendance, RegistrationRequest, Seats } from '../../wire';

export interface Form {
  attendance: Attendance;
  name: string;
  phone: string;
  organization: string;
  title: string;
  consent: boolean;
}
export type Field = 'name' | 'phone' | 'organization' | 'title' | 'consent';
export const fields: readonly Field[] = ['name', 'phone', 'organization', 'title', 'consent'];
export type FormError =
  | 'need_name' | 'name_long' | 'need_phone' | 'bad_phone' | 'organization_long' | 'title_long' | 'need_consent';

/** An empty form; the hall is offered first where it has seats at all. */
export function empty_form(seats: Seats): Form {
  return { attendance: seats.total > 0 ? 'in_person' : 'online', name: '', phone: '', organization: '', title: '', consent: false };
}

/** The digits of a phone as people write it: full-width, with spaces, hyphens or +86. */
export function phone_digits(text: string): string {
  const digits = text.normalize('NFKC').replace(/[\s\-()]/g, '');
  return digits.replace(/^\+?86(?=1\d{10}$)/, '');
}

/** "138 0017 5236": in groups, so that it can be read back. What is no number stays as typed. */
export function phone_groups(text: string): string {
  const digits = phone_digits(text);
  return /^1\d{10}$/.test(digits) ? digits.replace(/^(...)(....)/, '$1 $2 ') : text;
}

const length = (text: string) => [...text.trim()].length;

/** The first mistake of each field; empty when the form can be sent. */
export function mistakes(form: Form): Partial<Record<Field, FormError>> {
  const found: Partial<Record<Field, FormError>> = {};
  if (!length(form.name)) found.name = 'need_name';
  else if (length(form.name) > 40) found.name = 'name_long';
  const phone = phone_digits(form.phone);
  if (!phone) found.phone = 'need_phone';
  else if (!/^1[3-9]\d{9}$/.test(phone)) found.phone = 'bad_phone';
  if (length(form.organization) > 100) found.organization = 'organization_long';
  if (length(form.title) > 60) found.title = 'title_long';
  if (!form.consent) found.consent = 'need_consent';
  return found;
}

/** What is sent; only for a form without mistakes. */
export function request_of(form: Form): Omit<RegistrationRequest, 'id'> {
  const organization = form.organization.trim();
  const title = form.title.trim();
  return {
    attendance: form.attendance, name: form.name.trim(), phone: phone_digits(form.phone), consent: true,
    ...(organization && { organization }), ...(title && { title }),
  };
}

/** The place on the waiting list somebody gets who registers for the hall now; undefined while seats are left. */
export function waiting_place(seats: Seats): number | undefined {
  return seats.left > 0 ? undefined : seats.waitlisted + 1;
}
