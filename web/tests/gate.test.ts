// The door of an event that is not open: which keys a device has, and when its pass is shown again.
import { expect, it } from 'vitest';
import { is_gate, keys_of, renew_in } from '../src/gate';
import { Problem } from '../src/problem';
import { replay_state } from '../src/replay';

const refused = (code: string, status = 403) => new Problem({ code, message: '不', message_en: 'no', status });

it('a refusal asks for a key when it says which, and nothing else does', () => {
  for (const code of ['password_required', 'ticket_required', 'delegate_required']) expect(is_gate(refused(code))).toBe(true);
  for (const code of ['forbidden', 'wrong_password', 'delegates_only', 'sign_in_required']) expect(is_gate(refused(code))).toBe(false);
  expect(is_gate(undefined)).toBe(false);
  expect(replay_state(refused('ticket_required'))).toBe('gate');
  expect(replay_state(refused('forbidden'))).toBe('failed');
});

it('a device tries its tickets first, and then the code of the big screen', () => {
  expect(keys_of([], '')).toEqual([]);
  expect(keys_of([{ code: 'ABCDEFGHJK' }], '#K7MP2QXA')).toEqual([{ ticket: 'ABCDEFGHJK' }, { join: 'K7MP2QXA' }]);
  expect(keys_of(Array.from({ length: 9 }, (_, i) => ({ code: `ABCDEFGHJ${i}` })), '')).toHaveLength(3);
  for (const other of ['#questions', '#K7MP2QX', '#K7MP2QXAA', '#K7MP2QX0', 'K7MP2QXA', '#<script>']) expect(keys_of([], other)).toEqual([]);
  expect(keys_of([], '#k7mp2qxa')).toEqual([{ join: 'k7mp2qxa' }]);
});

it('a ticket is shown again well before its pass ends; a password, and who needs no pass, is left alone', () => {
  expect(renew_in({ scope: 'all', valid_ms: 1_200_000 })).toBe(480_000);
  expect(renew_in({ scope: 'all', valid_ms: 100 })).toBe(5000);
  expect(renew_in({ scope: 'all', valid_ms: 30 * 24 * 3_600_000 })).toBeUndefined();
  expect(renew_in({ scope: 'all' })).toBeUndefined();
  expect(renew_in(undefined)).toBeUndefined();
});
