import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { consent } from '../src/texts/consent';
import { desk_later } from '../src/texts/desk_later';

// What somebody agreed to is known by its version alone: each stands for these words and no others, for ever.
const words_of: Record<string, string> = { '2026-1': 'cdb9d28c535104d4' };

it('the version that the server keeps stands for these very words', () => {
  const settings = readFileSync(new URL('../../server/app/hall.hpp', import.meta.url), 'utf8');
  const version = /consent_version = "([^"]+)"/.exec(settings)?.[1] ?? '';
  const words = createHash('sha256').update(JSON.stringify([consent, desk_later.walk_in_consent])).digest('hex').slice(0, 16);
  expect(words, 'the words changed: give them a new consent_version').toBe(words_of[version]);
});
