// Each sample both languages read has a type this side knows, and the feed's samples pass through machine and state.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FeedMachine } from '../src/feed_machine';
import { apply, empty_state } from '../src/state';
import { command_names, notice_types } from '../src/wire_feed';

const folder = new URL('../../tests/wire/samples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
type Json = Record<string, unknown>;

/** What a message is: a feed message by `type` or `re`, a command by `do`; HTTP bodies have none of them. */
function kind(m: Json): 'hello' | 'notice' | 'tick' | 'presence' | 'answer' | 'refusal' | 'command' | 'body' {
  if ('re' in m) return 'error' in m ? 'refusal' : 'answer';
  if (typeof m.do === 'string' && 'id' in m) return 'command';
  if (m.type === 'hello' || m.type === 'tick' || m.type === 'presence') return m.type;
  return 'seq' in m && 'type' in m ? 'notice' : 'body';
}

it.skipIf(names.length > 0)('there are no samples yet', () => expect(names).toEqual([]));

it.each(names)('%s is a message this side knows', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const whole = JSON.parse(text) as Json | Json[];
  for (const message of Array.isArray(whole) ? whole : [whole]) {
    switch (kind(message)) {
      case 'notice': {
        expect(notice_types).toContain(message.type);
        expect(() => apply(empty_state(), message as never)).not.toThrow();
        break;
      }
      case 'hello': {
        const machine = new FeedMachine();
        machine.start(0);
        machine.received(JSON.stringify(message), 0);
        expect(machine.state.name).toBe(message.recovered ? 'lost' : 'open');
        expect(apply(empty_state(), message as never).ready).toBe(!message.recovered);
        break;
      }
      case 'presence':
      case 'tick': expect(() => apply(empty_state(), message as never)).not.toThrow(); break;
      case 'command': expect(command_names).toContain(message.do); break;
      case 'answer': expect(message.ok).toBe(true); break;
      case 'refusal': expect(message.error).toMatchObject({ code: expect.any(String), message: expect.any(String) }); break;
      case 'body': expect(message).toBeTypeOf('object'); break;
    }
  }
});
