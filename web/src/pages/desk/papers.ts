// What a badge is printed on, and what it says.
import type { Guest } from '../../wire';

/** What a badge says of its guest. */
export type Bearer = Pick<Guest, 'name' | 'organization' | 'title'>;
export const papers = {
  card: { width: 90, height: 54 },
  cr80: { width: 86, height: 54 },
  label: { width: 100, height: 70 },
  a6: { width: 105, height: 148 },
} as const; // mm
export type Paper = keyof typeof papers;
