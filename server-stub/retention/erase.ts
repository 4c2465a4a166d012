/**
 * Owns erasing: the wrapped data key of each report and of each thing written about it goes, and whatever lies in clear
 * beside it. The row stays as a mark (a device may ask again), and the chain says what the row is now.
 */
import { erasedRow, type ReportRow } from '../incidents/report.ts';
import { rowDigest } from '../incidents/row-digest.ts';
import { appendAudit } from '../storage/audit.ts';
import { putSetting } from '../storage/schools.ts';
import type { Store, Tx } from '../storage/store.ts';
import type { Ledger } from './ledger.ts';

type Actor = { school: string; actor: string; actorRole: string };
export const itself = (school: string): Actor => ({ school, actor: 'system', actorRole: 'system' });
const lengthSetting = 'erased.length';

/** @param as the class it was kept as; `technical` keeps its host, which names nobody */
export async function erase(
  tx: Tx,
  ledger: Ledger | undefined,
  actor: Actor,
  { reports, as }: { reports: readonly string[]; as: string },
  at: string,
): Promise<number> {
  const { school } = actor;
  const rows: ReportRow[] = await tx
    .selectFrom('report')
    .selectAll()
    .where('school', '=', school)
    .where('id', 'in', reports)
    .where((where) => where.or([where('box', 'is not', null), where('sealed', 'is not', null)]))
    .execute();
  if (rows.length === 0) return 0;
  // On disk before anything is gone: what is in the list and still here after a crash is erased at the next start.
  const length = ledger?.append(rows.map(({ id }) => id));
  if (length !== undefined) await putSetting(tx, { school, key: lengthSetting, value: String(length) }, at);
  for (const row of rows) {
    const after = erasedRow(row, { keepHost: as === 'technical' });
    await tx.updateTable('report').set(after).where('school', '=', school).where('id', '=', row.id).execute();
    const payload = { row: rowDigest(after), as };
    await appendAudit(tx, { ...actor, kind: 'retention.erased', subject: row.id, payload }, at);
  }
  // The box stays, for the chain holds its digest; without its key it is noise.
  await tx
    .updateTable('case_event')
    .set({ data_key: null })
    .where('school', '=', school)
    .where(
      'subject',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  return rows.length;
}

/** Erases again what a database from before knows nothing of; gives the number of reports. */
export async function eraseAgain(store: Store, ledger: Ledger, school: string, at: string): Promise<number> {
  return store.write(async (tx) => {
    const known = await tx
      .selectFrom('setting')
      .select('value')
      .where('school', '=', school)
      .where('key', '=', lengthSetting)
      .executeTakeFirst();
    const { ids, length } = ledger.after(Number(known?.value ?? 0));
    let count = 0;
    for (let from = 0; from < ids.length; from += 200)
      count += await erase(tx, undefined, itself(school), { reports: ids.slice(from, from + 200), as: 'again' }, at);
    if (ids.length > 0) await putSetting(tx, { school, key: lengthSetting, value: String(length) }, at);
    return count;
  });
}
