/** Owns taking in how a device goes: its signature judged, its word kept over the one before, each word once. */
import type { Heartbeat } from '../../shared/device-api.ts';
import { findSiteCode } from '../storage/site-codes.ts';
import type { Store } from '../storage/store.ts';
import { noteNumbers } from './numbering.ts';
import { placeColumns, versionKey } from './place.ts';
import type { Judged, Signature, Signatures } from './signature.ts';

export type Beaten =
  | { kind: 'taken'; at: string }
  | { kind: 'refused'; why: Extract<Judged, { ok: false }>['why'] }
  | { kind: 'not-active'; state: 'pending' | 'revoked' };

type Parts = { store: Store; now: () => number; signatures: Signatures };

export async function takeHeartbeat(
  { store, now, signatures }: Parts,
  beat: Heartbeat,
  given: Signature,
  siteCode: string | undefined,
): Promise<Beaten> {
  const at = new Date(now()).toISOString();
  const code = await findSiteCode(store.read, siteCode, at);
  const judged = await signatures.judge(given, code?.school);
  if (!judged.ok) return { kind: 'refused', why: judged.why };
  const { school, id, state, sentMs } = judged.signer;
  if (state !== 'active') return { kind: 'not-active', state };
  const { version, browser, build, queue, numbers, policy, checks, ...place } = beat;
  const changed = {
    ...placeColumns(place),
    seen_at: at,
    sent_ms: sentMs,
    version,
    version_key: versionKey(version),
    browser,
    build,
    waiting: queue.waiting + queue.unsealed,
    held: queue.held + queue.quarantined,
    red: Object.values(checks).filter((colour) => colour === 'red').length,
    site_code: code?.hash ?? null,
    beat: JSON.stringify({ queue, policy, checks }),
  };
  const isNew = await store.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('device')
      .set(changed)
      .where('school', '=', school)
      .where('id', '=', id)
      .where('state', '=', 'active')
      // Looked at again where nobody can come in between: the same words twice are taken once.
      .where((where) => where.or([where('sent_ms', 'is', null), where('sent_ms', '<', sentMs)]))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    const isEmpty = changed.waiting + changed.held === 0;
    if (numbers) await noteNumbers(tx, { school, device: id, ...numbers, isEmpty, at });
    return true;
  });
  return isNew ? { kind: 'taken', at } : { kind: 'refused', why: 'clock' };
}
