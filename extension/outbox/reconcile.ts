/** Once a run: brings database, mirror and memory together, so that a record in any of them is delivered. */
import { coarse } from './coarse.ts';
import { lock, unlock } from './local-key.ts';
import type { Mirror } from './mirror.ts';
import type { Meta, Row } from './record.ts';
import type { Yard } from './yard.ts';

type Found = Awaited<ReturnType<Mirror['load']>>;

/** `found` is the mirror as it was when this run began. */
export async function reconcile(yard: Yard, found: Found): Promise<void> {
  const { idb, mirror } = yard;
  await noticeLoss(yard, await idb.meta(), found);
  const there = new Set(await idb.ids());
  await placeStrays(yard, there);
  for (const row of found.rows) if (!there.has(row.id) && !(await idb.adopt(row))) await mirror.drop(row.id);
  const mirrored = new Set(found.rows.map((row) => row.id));
  for (const id of there) {
    const row = mirrored.has(id) ? undefined : await idb.get(id);
    if (row) void mirror.keep(row);
  }
}

/** The marker outside the database knows of another one, or of numbers that this one has not given yet. */
async function noticeLoss({ idb, mirror, now, uuid }: Yard, meta: Meta, { marker }: Found): Promise<void> {
  if (!marker || (marker.gen === meta.gen && marker.highSeq < meta.nextSeq)) return;
  const { gen: oldGen, highSeq } = marker;
  const at = coarse(now());
  await idb.note({ what: 'idb-loss', id: uuid(), at, detail: { oldGen, highSeq } });
  // A number is never given twice: those that are gone are a gap, and the server can name it.
  const nextSeq = oldGen === meta.gen ? Math.max(meta.nextSeq, highSeq + 1) : meta.nextSeq;
  await idb.apply({ meta: { loss: { oldGen, highSeq, at }, nextSeq }, at });
  await mirror.remark({ gen: meta.gen, highSeq: nextSeq - 1 });
}

/** Records that no index finds, as another version or damage may leave them, get the state that their content allows. */
async function placeStrays({ idb, now }: Yard, there: ReadonlySet<string>): Promise<void> {
  const { UNSEALED, READY, SENDING, HELD, QUARANTINED } = await idb.tally();
  if (UNSEALED + READY + SENDING + HELD + QUARANTINED === there.size) return;
  for (const id of there) {
    const row = await idb.get(id);
    if (row && !isPlaced(row)) await idb.apply({ row: placed(row, now()), at: now() });
  }
}

const states: ReadonlySet<unknown> = new Set(['UNSEALED', 'READY', 'SENDING', 'HELD', 'QUARANTINED']);

function isPlaced({ state, nextAttemptAt, createdWall }: Row): boolean {
  return states.has(state) && Number.isFinite(nextAttemptAt) && Number.isFinite(createdWall);
}

function placed(row: Row, at: number): Row {
  const createdWall = Number.isFinite(row.createdWall) ? row.createdWall : coarse(at);
  const state = row.sealed ? 'READY' : 'UNSEALED';
  const attempts = Number.isFinite(row.attempts) ? row.attempts : 0;
  return { ...row, state, attempts, createdWall, nextAttemptAt: createdWall, maybeDelivered: true };
}

/** The database works again: what memory holds goes home. */
export async function bringHome({ idb, memory }: Yard): Promise<void> {
  for (const incident of await memory.incidents()) {
    await idb.note(incident);
    await memory.unnote(incident.what);
  }
  for (const id of await memory.ids()) {
    const row = await memory.get(id);
    const moved = row && (await relocked(row, await memory.localKey(), () => idb.localKey()));
    if (!moved) continue;
    await idb.adopt(moved);
    memory.forget(id);
  }
  for (const receipt of memory.receipts()) {
    // The same bytes under another number came too late to the database: sent once more, the server counts that number.
    const row = await idb.get(receipt.id);
    const isOther = row?.sealed?.digest === receipt.digest && row.seq !== receipt.seq;
    if (!isOther) await idb.apply({ receipt, at: receipt.ackedAt });
    memory.forgetReceipt(receipt.id);
  }
}

async function relocked(row: Row, from: CryptoKey, to: () => Promise<CryptoKey>): Promise<Row | undefined> {
  if (!row.local) return row;
  const report = await unlock(row.local, from);
  return report && { ...row, local: await lock(report, await to()) };
}
