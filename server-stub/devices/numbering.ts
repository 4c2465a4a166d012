/** Owns counting the numbers of reports, so that it shows at once when one is missing (contract §2, `Dolphin-Seq`). */
import { sql, type Kysely } from 'kysely';
import { ready } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';

type Numbered = {
  school: string;
  id: string;
  seq: number | null;
  gen: string | null;
  site_code_ok: 0 | 1;
  signed_by: string | null;
  received_at: string;
};

/** More reports than any device will ever make: beyond it, numbers are noise. */
const mostNumber = 1_000_000_000;

/** By school, gen, number and own id: another report that counts under the same number. */
const twins = ready((db) =>
  db
    .selectFrom('report')
    .select('id')
    .where('school', '=', '')
    .where('gen', '=', '')
    .where('seq', '=', 0)
    .where('id', '!=', '')
    .where((where) => where.or([where('site_code_ok', '=', 1), where('signed_by', 'is not', null)]))
    .limit(1),
);
const counted = ready((db) => ({
  compile: () =>
    sql<never>`
      INSERT INTO numbering (school, gen, device, highest, received, settled, last_at)
      VALUES (${''}, ${''}, ${''}, ${0}, ${0}, 0, ${''})
      ON CONFLICT (school, gen) DO UPDATE SET
        device = coalesce(numbering.device, excluded.device),
        highest = max(numbering.highest, excluded.highest),
        received = numbering.received + excluded.received,
        settled = CASE
          WHEN excluded.received = 1 AND excluded.highest < numbering.highest THEN max(0, numbering.settled - 1)
          ELSE numbering.settled END,
        last_at = max(numbering.last_at, excluded.last_at)
    `.compile(db),
}));

/** In the transaction that keeps the report. What nobody vouches for is not counted: anyone could make a gap. */
export async function countNumber(tx: Tx, row: Numbered): Promise<void> {
  const { school, id, seq, gen, site_code_ok, signed_by, received_at } = row;
  if (seq === null || gen === null || seq < 1 || seq > mostNumber) return;
  if (site_code_ok === 0 && signed_by === null) return;
  // Two copies of one profile give out the same numbers.
  const isTwin = (await twins(tx, [school, gen, seq, id, 1, 1])).length > 0;
  await counted(tx, [school, gen, signed_by, seq, isTwin ? 0 : 1, received_at]);
}

/**
 * What a device says of its own numbers. Where nothing waits on it, everything that was given out must be here: so the loss
 * of the latest is seen too, which no later report would show.
 */
export async function noteNumbers(tx: Tx, { school, device, gen, last, isEmpty, at }: NotedNumbers): Promise<void> {
  if (last < 1 || last > mostNumber) return;
  if (isEmpty) return void (await counted(tx, [school, gen, device, last, 0, at]));
  await tx
    .updateTable('numbering')
    .set({ device })
    .where('school', '=', school)
    .where('gen', '=', gen)
    .where('device', 'is', null)
    .execute();
}
type NotedNumbers = { school: string; device: string; gen: string; last: number; isEmpty: boolean; at: string };

export type Gap = { gen: string; from: number; to: number };
const mostGaps = 100;
const pageNumbers = 5000;

/** The missing numbers of one life of a store, in runs. */
export async function gapsOf(
  read: Kysely<Tables>,
  { school, gen, highest }: Pick<Tables['numbering'], 'school' | 'gen' | 'highest'>,
): Promise<Gap[]> {
  const gaps: Gap[] = [];
  let expected = 1;
  const until = (next: number) => {
    if (next > expected) gaps.push({ gen, from: expected, to: next - 1 });
    expected = Math.max(expected, next + 1);
  };
  for (let after = 0; gaps.length < mostGaps;) {
    const rows = await read
      .selectFrom('report')
      .select('seq')
      .where('school', '=', school)
      .where('gen', '=', gen)
      .where('seq', '>', after)
      .where((where) => where.or([where('site_code_ok', '=', 1), where('signed_by', 'is not', null)]))
      .orderBy('seq')
      .limit(pageNumbers)
      .execute();
    for (const { seq } of rows) {
      until(seq ?? 0);
      after = seq ?? 0;
    }
    if (rows.length < pageNumbers) break;
  }
  until(highest + 1);
  return gaps.slice(0, mostGaps);
}

/** What is missing and nobody has looked into yet. */
export function missingOf({
  highest,
  received,
  settled,
}: Pick<Tables['numbering'], 'highest' | 'received' | 'settled'>) {
  return Math.max(0, highest - received - settled);
}
