/**
 * Owns the list of what was erased, in a file of its own beside the keys: a backup from before an erasure brings the
 * database back, never this file, so what was erased is erased again at the next start.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { keysFolder } from '../storage/keys.ts';

export type Ledger = {
  /** Durable before the transaction that erases; gives the length of the list after it. */
  append: (ids: readonly string[]) => number;
  /** What stands behind the length that a database knows. */
  after: (length: number) => { ids: string[]; length: number };
};

export function fileLedger(dir: string): Ledger {
  const path = join(keysFolder(dir), 'erased');
  return {
    append: (ids) => {
      const file = openSync(path, 'a', 0o600);
      try {
        writeSync(file, ids.map((id) => `${id}\n`).join(''));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return statSync(path).size;
    },
    after: (length) => {
      if (!existsSync(path)) return { ids: [], length };
      const bytes = readFileSync(path);
      const ids = bytes
        .subarray(Math.min(length, bytes.length))
        .toString('latin1')
        .split('\n')
        // A line that was cut by a crash is no id: its erasure was not committed, and comes again.
        .filter((line) => /^[0-9a-f-]{36}$/.test(line));
      return { ids, length: bytes.length };
    },
  };
}
