// A registration as it is typed: what is wrong with it, and what is sent. Pure; the server checks again.
import type { Attendance, ChangeRequest, RegistrationRequest, Seats, WalkInRequest } from './wire';

/** What may be changed afterwards. */
export interface Details {
  attendance: Attendance;
  name: string;
  organization: string;
  title: string;
}
export interface Form extends Details {
  phone: string;
  email: string; // only asked for where mail can be sent
  consent: boolean;
}
export type DetailField = 'name' | 'organization' | 'title';
export type Field = DetailField | 'attendance' | 'phone' | 'email' | 'consent';
export const detail_fields: readonly DetailField[] = ['name', 'organization', 'title'];
export const fields: readonly Field[] = ['attendance', 'name', 'phone', 'email', 'organization', 'title', 'consent'];
export type DetailError = 'need_name' | 'name_long' | 'organization_long' | 'title_long';
export type FormError = DetailError | 'need_other' | 'need_phone' | 'bad_phone' | 'bad_email' | 'need_consent';

/** An empty form; the hall is offered first where it has seats at all. */
export function empty_form(seats: Seats): Form {
  return { attendance: seats.total > 0 ? 'in_person' : 'online', name: '', phone: '', email: '', organization: '', title: '', consent: false };
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

/** What the server refuses as well, and the mistakes that people make; an empty address is none. */
export function is_email(text: string): boolean {
  return /^[\w!#$%&'*+\-/=?^`{|}~.]{1,64}@(?!-)[a-z\d-]+(\.[a-z\d-]+)+$/i.test(text.normalize('NFKC').trim());
}

const length = (text: string) => [...text.trim()].length;

/** The first mistake of each field; empty when it can be sent. */
export function detail_mistakes(details: Details): Partial<Record<DetailField, DetailError>> {
  const found: Partial<Record<DetailField, DetailError>> = {};
  if (!length(details.name)) found.name = 'need_name';
  else if (length(details.name) > 40) found.name = 'name_long';
  if (length(details.organization) > 100) found.organization = 'organization_long';
  if (length(details.title) > 60) found.title = 'title_long';
  return found;
}

/** The same for the whole form. */
export function mistakes(form: Form): Partial<Record<Field, FormError>> {
  const found: Partial<Record<Field, FormError>> = detail_mistakes(form);
  const phone = phone_digits(form.phone);
  if (!phone) found.phone = 'need_phone';
  else if (!/^1[3-9]\d{9}$/.test(phone)) found.phone = 'bad_phone';
  if (form.email.trim() && !is_email(form.email)) found.email = 'bad_email';
  if (!form.consent) found.consent = 'need_consent';
  return found;
}

/** The same for who comes to the door without a registration: the phone may be left out. */
export function walk_in_mistakes(form: Form): Partial<Record<Field, FormError>> {
  const { phone, ...others } = mistakes(form);
  return phone && form.phone.trim() ? { ...others, phone } : others;
}

/** What is sent; only for what has no mistakes. */
export function change_of(details: Details): Omit<ChangeRequest, 'id'> {
  const organization = details.organization.trim();
  const title = details.title.trim();
  return { attendance: details.attendance, name: details.name.trim(), ...(organization && { organization }), ...(title && { title }) };
}
export function request_of(form: Form): Omit<RegistrationRequest, 'id'> {
  const email = form.email.trim();
  return { ...change_of(form), phone: phone_digits(form.phone), ...(email && { email }), consent: true };
}

export function walk_in_of(form: Form): Omit<WalkInRequest, 'id' | 'desk' | 'scanned_at'> {
  const { attendance: _, email: __, phone, ...others } = request_of(form);
  return { ...others, ...(phone && { phone }) };
}

/** The place on the waiting list somebody gets who registers for the hall now; undefined while seats are left. */
export function waiting_place(seats: Seats): number | undefined {
  return seats.left > 0 ? undefined : seats.waitlisted + 1;
}
