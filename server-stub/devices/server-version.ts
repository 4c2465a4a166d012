/** Owns the version that this server came with: an extension below it is an old one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const packageFile = join(import.meta.dirname, '../../package.json');

export function serverVersion(): string {
  return v.parse(v.object({ version: v.string() }), JSON.parse(readFileSync(packageFile, 'utf8'))).version;
}
