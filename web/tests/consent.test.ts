import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { consent } from '../src/texts/consent';

// What somebody agreed to is known by its version alone: each stands for these words and no others, for ever.
const words_of: Record<string, string> = { '2026-2': '82c4acd1500c0880' };

it('the version that the server keeps stands for these very words', () => {
  const settings = readFileSync(new URL('../../server/app/hall.hpp', import.meta.url), 'utf8');
  const version = /consent_version = "([^"]+)"/.exec(settings)?.[1] ?? '';
  const words = createHash('sha256').update(JSON.stringify(consent)).digest('hex').slice(0, 16);
  expect(words, 'the words changed: give them a new consent_version').toBe(words_of[version]);
});
