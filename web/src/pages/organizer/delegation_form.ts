// What is wrong with a delegation's name and quota as typed; the server checks again, and knows how many seats there are. Pure.
export interface DelegationForm {
  name: string;
  quota: string;
}
export type DelegationMistake = 'need_name' | 'name_long' | 'need_quota';

/** The number of seats in what was typed, also in full-width figures; NaN for anything but a whole number from 1 to 1000. */
export function quota_in(text: string): number {
  const figures = text.normalize('NFKC').trim();
  const n = /^\d{1,4}$/.test(figures) ? Number(figures) : NaN;
  return n >= 1 && n <= 1000 ? n : NaN;
}

export function delegation_mistakes(typed: DelegationForm): Partial<Record<keyof DelegationForm, DelegationMistake>> {
  const found: Partial<Record<keyof DelegationForm, DelegationMistake>> = {};
  const length = [...typed.name.trim()].length;
  if (!length) found.name = 'need_name';
  else if (length > 100) found.name = 'name_long';
  if (Number.isNaN(quota_in(typed.quota))) found.quota = 'need_quota';
  return found;
}
