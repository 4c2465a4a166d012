/** The sources that Mozilla gets: building them again gives the package, byte for byte. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root, binOf, runQuietly } from '../../../scripts/step.ts';
import { sourceFilesOf } from '../../../scripts/zip.ts';
import { zipFolder } from '../../../server-stub/deploy/zip.ts';
import { temporaryFolder } from '../school.ts';

// The test runner's own NODE_ENV would make another build of it.
const { NODE_ENV: _, VITEST: __, ...env } = process.env;

it('the Firefox package comes out of its own sources byte for byte, and twice the same', async () => {
  const packages: Buffer[] = [];
  for (let round = 0; round < 2; round += 1) {
    const folder = await temporaryFolder();
    for (const { path, data } of sourceFilesOf(root)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), data);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const done = await runQuietly(process.execPath, [binOf('wxt'), 'build', '--browser', 'firefox'], {
      cwd: folder,
      env,
    });
    expect(done.code, done.output).toBe(0);
    packages.push(zipFolder(join(folder, '.output', 'firefox-mv3')));
  }
  expect(packages[0]!.equals(packages[1]!)).toBe(true);
  expect(packages[0]!.equals(zipFolder(join(root, '.output', 'firefox-mv3')))).toBe(true);
});
