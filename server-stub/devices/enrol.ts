/** Owns taking in a device's key: once for each key, active by an approval window, else waiting for a technician. */
import { deviceIdOf } from '../../shared/device-signature.ts';
import type { EnrolRequest } from '../../shared/device-api.ts';
import { appendAudit } from '../storage/audit.ts';
import { findSiteCode } from '../storage/site-codes.ts';
import type { Store, Tx } from '../storage/store.ts';
import { approvalUntil } from './approval.ts';
import { placeColumns } from './place.ts';
import { readPublicKey } from './signature.ts';

export type Enrolled =
  | { kind: 'enrolled'; id: string; state: 'pending' | 'active' }
  | { kind: 'site-code' | 'not-a-key' | 'revoked' | 'full' };

/** Whoever reads a policy can ask with as many keys as they like: more than this wait for nobody. */
export const mostPending = 10_000;
/** Who waited this long without asking again is gone; a device that is there asks at least once a day. */
const pendingDays = 14;

type Parts = { store: Store; now: () => number };

export async function enrol(
  { store, now }: Parts,
  { publicKey, ...place }: EnrolRequest,
  siteCode: string | undefined,
): Promise<Enrolled> {
  const at = new Date(now()).toISOString();
  const code = await findSiteCode(store.read, siteCode, at);
  if (!code?.taken) return { kind: 'site-code' };
  const jwk = JSON.stringify(publicKey);
  if (!readPublicKey(jwk)) return { kind: 'not-a-key' };
  const { school } = code;
  const id = await deviceIdOf(publicKey);
  return store.write(async (tx): Promise<Enrolled> => {
    const before = await tx
      .selectFrom('device')
      .select('state')
      .where('school', '=', school)
      .where('id', '=', id)
      .executeTakeFirst();
    if (before?.state === 'revoked') return { kind: 'revoked' };
    const isOpen = (await approvalUntil(tx, school, at)) !== undefined;
    const state = isOpen || before?.state === 'active' ? 'active' : 'pending';
    const isNewlyActive = state === 'active' && before?.state !== 'active';
    const changed = {
      ...placeColumns(place),
      state,
      asked_at: at,
      ...(isNewlyActive ? { decided_at: at, decided_by: null } : {}),
    } as const;
    if (before) {
      await tx.updateTable('device').set(changed).where('school', '=', school).where('id', '=', id).execute();
    } else {
      if (state === 'pending' && (await isFull(tx, school, at))) return { kind: 'full' };
      const fresh = { school, id, public_key: jwk, enrolled_at: at, waiting: 0, held: 0, red: 0 };
      await tx
        .insertInto('device')
        .values({ ...fresh, ...changed })
        .execute();
    }
    if (isNewlyActive) {
      const entry = { school, actor: 'device', actorRole: 'device', kind: 'device.enrolled', subject: id };
      await appendAudit(tx, { ...entry, payload: { by: 'approval-window' } }, at);
    }
    return { kind: 'enrolled', id, state };
  });
}

/** Whether no more may wait; those who are gone make room. */
async function isFull(tx: Tx, school: string, at: string): Promise<boolean> {
  const pending = await countPending(tx, school);
  if (pending < mostPending) return false;
  const gone = new Date(Date.parse(at) - pendingDays * 86_400_000).toISOString();
  await tx
    .deleteFrom('device')
    .where('school', '=', school)
    .where('state', '=', 'pending')
    .where('asked_at', '<', gone)
    .execute();
  return (await countPending(tx, school)) >= mostPending;
}

async function countPending(tx: Tx, school: string): Promise<number> {
  const { count } = await tx
    .selectFrom('device')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('school', '=', school)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return count;
}
