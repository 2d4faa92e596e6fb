// What a guest corrects: the details, and where the ticket and news are sent. Pure; the server checks again.
import { change_of, detail_mistakes, is_email, phone_digits, type DetailError, type DetailField, type Details } from '../../registration';
import type { ChangeRequest } from '../../wire';

/** What is typed. A page has the phone and the address masked only: left empty they stay as they are. */
export interface Correction extends Details {
  phone: string;
  email: string;
  no_email: boolean; // is the address to be forgotten?
}
export type CorrectionField = DetailField | 'attendance' | 'phone' | 'email';
export const correction_fields: readonly CorrectionField[] = ['attendance', 'name', 'phone', 'email', 'organization', 'title'];
export type CorrectionError = DetailError | 'bad_phone' | 'bad_email';

/** The first mistake of each field; empty when it can be sent. */
export function correction_mistakes(typed: Correction): Partial<Record<CorrectionField, CorrectionError>> {
  const found: Partial<Record<CorrectionField, CorrectionError>> = detail_mistakes(typed);
  if (typed.phone.trim() && !/^1[3-9]\d{9}$/.test(phone_digits(typed.phone))) found.phone = 'bad_phone';
  if (!typed.no_email && typed.email.trim() && !is_email(typed.email)) found.email = 'bad_email';
  return found;
}

/** What is sent; only for what has no mistakes. */
export function correction_of(typed: Correction): Omit<ChangeRequest, 'id'> {
  const phone = phone_digits(typed.phone);
  const email = typed.email.trim();
  return { ...change_of(typed), ...(phone && { phone }), ...(typed.no_email ? { email: '' } : email && { email }) };
}
