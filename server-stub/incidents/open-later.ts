/** Owns opening what was set apart sealed, once the key has turned up. */
import type { Keys } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { keepOpened, type Learned } from './keep.ts';
import type { ReportRow } from './report.ts';
import { opened } from './row.ts';
import { readSealed } from './sealed-body.ts';
import { unseal, type Unsealed } from './unseal.ts';

const pageRows = 100;

/** What of an opened report decides its keeping. */
export function knownOf(unsealed: Unsealed): { statusKey?: string; learned?: Learned } {
  if (!unsealed.ok) return unsealed.why === 'content' && unsealed.statusKey ? { statusKey: unsealed.statusKey } : {};
  const { report } = unsealed;
  return report.kind === 'follow-up'
    ? { statusKey: report.statusKey, learned: report }
    : { statusKey: report.statusKey };
}

/**
 * Tries every sealed report whose key is here now; gives the number opened. One that came without a right site code
 * stays set apart, but readable.
 */
export async function openLater(
  { store, keys, ring }: { store: Store; keys: Keys; ring: () => void },
  learnedBy: (row: ReportRow) => Learned,
): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const rows = await store.read
      .selectFrom('report')
      .selectAll()
      .where('sealed', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    for (const row of rows) {
      after = row.id;
      const body = row.sealed ?? '';
      const sealed = readSealed(body);
      const unsealed = sealed && (await unseal(keys, sealed, row.id));
      if (!unsealed || (!unsealed.ok && unsealed.why !== 'content')) continue;
      const change = opened(keys, row, unsealed, body);
      await store.write((tx) => keepOpened(tx, { row: { ...row, ...change }, ...knownOf(unsealed), learnedBy }));
      count += 1;
    }
    if (rows.length < pageRows) break;
  }
  if (count > 0) ring();
  return count;
}
