// Lists of guests as docs/protocol.md has them: a part of wire.ts.
import type { Attendance, ProblemBody } from './wire';

export const guest_columns = ['none', 'name', 'phone', 'organization', 'title', 'attendance', 'email'] as const;
export type GuestColumn = (typeof guest_columns)[number];
export type GuestState = 'good' | 'faulty' | 'duplicate' | 'registered' | 'requested';

export interface ListedGuest {
  row: number; // as spreadsheets count
  state: GuestState;
  name?: string;
  phone?: string;
  organization?: string;
  title?: string;
  attendance?: string; // of who is faulty as it stands in the file
  email?: string;
  problems?: ProblemBody[];
  same_as?: number;
  same_phone?: boolean;
}

export interface ListPreview {
  format: 'csv' | 'xlsx';
  encoding?: string;
  heading: number; // 0: there is none
  columns: { title: string; column: GuestColumn; example?: string }[];
  counts: Record<GuestState | Attendance | 'waiting' | 'same_phone' | 'phone' | 'email' | 'passed_over', number>;
  seats_left: number;
  rows: ListedGuest[];
  faulty: ListedGuest[];
  requested: ListedGuest[];
  left_out: ListedGuest[];
}

export interface GuestImport {
  id: string;
  staff: string;
  status: 'writing' | 'done' | 'stopped';
  tickets: boolean;
  total: number;
  written: number;
  left_out: number;
  created_at: number;
  done_at?: number;
}
