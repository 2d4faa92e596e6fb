import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
const manifest = read('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const lock = read('package-lock.json') as { packages: Record<string, { version?: string; resolved?: string }> };

it('every package is pinned to one exact version', () => {
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

it('one zxing-wasm is installed: a second one breaks every scan with a misleading message', () => {
  const found = Object.entries(lock.packages).filter(([path]) => path.endsWith('node_modules/zxing-wasm'));
  expect(found.map(([, p]) => p.version)).toEqual([manifest.dependencies['zxing-wasm']]);
});

it('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter((p) => p.resolved)).toEqual([]);
});
