import { expect, it } from 'vitest';
import { query_of } from '../src/pages/import/importing';
import { apply, empty_state } from '../src/state';
import type { Event } from '../src/wire';
import { guest_columns } from '../src/wire_import';

it('how a list is read stands in the address, with columns only when a person chose them', () => {
  expect(query_of({ otherwise: 'online' })).toBe('?attendance=online');
  expect(query_of({ otherwise: 'in_person', columns: ['name', 'none', 'phone'], heading: 2 }))
    .toBe('?attendance=in_person&columns=name%2Cnone%2Cphone&heading=2');
  expect(query_of({ otherwise: 'in_person', columns: ['name'] }, { id: 'i1' })).toBe('?attendance=in_person&id=i1&columns=name&heading=0');
  expect(guest_columns[0]).toBe('none');
});

it('the sums of the event follow an import', () => {
  const event = { seats: { total: 120, left: 120, waitlisted: 0 }, online: 0 } as Event;
  const guest_import = { id: 'i1', staff: '李静', status: 'writing' as const, tickets: false, total: 100, written: 50, left_out: 0, created_at: 1 };
  const state = apply({ ...empty_state(), event }, {
    seq: 1, type: 'guest_import.progressed', guest_import, seats: { total: 120, left: 118, waitlisted: 0 }, online: 48,
  });
  expect(state.event).toMatchObject({ seats: { left: 118 }, online: 48 });
});
