/** What the project leans on: exact versions, locked, and nothing that runs a script when it is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './files.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
type Locked = { version?: string; hasInstallScript?: true; optional?: true; resolved?: string };
const manifest = read('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
};
const lock = read('package-lock.json') as { packages: Record<string, Locked> };

test('every dependency has an exact version, and the lock file has it too', () => {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries({ ...wanted, ...manifest.overrides })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
  for (const [name, version] of Object.entries(wanted)) {
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('no dependency of ours needs a script to run when it is installed', () => {
  const direct = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(direct.filter((name) => lock.packages[`node_modules/${name}`]?.hasInstallScript)).toEqual([]);
  expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('the lock file names no registry', () => {
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved)).toEqual([]);
});
