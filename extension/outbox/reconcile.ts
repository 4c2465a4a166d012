/** Once a run: brings database, mirror and memory together, so that a record in any of them is delivered. */
import { lock, unlock } from './local-key.ts';
import type { Mirror } from './mirror.ts';
import type { Row } from './record.ts';
import type { Yard } from './yard.ts';

/** `found` is the mirror as it was when this run began. */
export async function reconcile({ idb, mirror, now }: Yard, found: Awaited<ReturnType<Mirror['load']>>): Promise<void> {
  const meta = await idb.meta();
  const { marker } = found;
  if (marker && marker.gen !== meta.gen && meta.loss?.oldGen !== marker.gen)
    await idb.apply({ meta: { loss: { oldGen: marker.gen, highSeq: marker.highSeq, at: now() } }, at: now() });
  const there = new Set(await idb.ids());
  for (const row of found.rows) if (!there.has(row.id) && !(await idb.adopt(row))) await mirror.drop(row.id);
  const mirrored = new Set(found.rows.map((row) => row.id));
  for (const id of there) {
    const row = mirrored.has(id) ? undefined : await idb.get(id);
    if (row) void mirror.keep(row);
  }
}

/** The database works again: what memory holds goes home. */
export async function bringHome({ idb, memory }: Yard): Promise<void> {
  for (const id of await memory.ids()) {
    const row = await memory.get(id);
    const moved = row && (await relocked(row, await memory.localKey(), () => idb.localKey()));
    if (!moved) continue;
    await idb.adopt(moved);
    memory.forget(id);
  }
}

async function relocked(row: Row, from: CryptoKey, to: () => Promise<CryptoKey>): Promise<Row | undefined> {
  if (!row.local) return row;
  const report = await unlock(row.local, from);
  return report && { ...row, local: await lock(report, await to()) };
}
