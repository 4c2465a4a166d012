/** Owns comparing what reports and their states are with what the audit chain says they were made. */
import type { Kysely } from 'kysely';
import type { Store } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import { verifyChain, type ChainCheck } from '../storage/audit.ts';
import { concernChain, concernDigest } from '../concerns/concern.ts';
import { caseDigest } from './casework.ts';
import { contentDigest } from './written.ts';
import { incidentDigest, rowDigest } from './row-digest.ts';

export type RowFault = {
  why: 'changed' | 'gone' | 'foreign' | 'incident' | 'case' | 'written';
  id: string;
  seq?: number;
};
export type WholeCheck =
  | { ok: true; entries: number; head: string; contains: boolean }
  | (Extract<ChainCheck, { ok: false }> & { row?: never })
  | { ok: false; row: RowFault };

type Said = { seq: number; digest: string };
const pageRows = 1000;

/**
 * Checks a school's chain and every report against it. `contains`: whether `head`, of an earlier day, is in the chain;
 * true when none is asked for.
 */
export async function verifyWhole(store: Store, school: string, head: string | undefined): Promise<WholeCheck> {
  // One moment of the database, so that a server at work beside it is no fault.
  return store.snapshot(async (read) => {
    const main = await check(read, school, head);
    if (!main.ok) return main;
    // Concerns have a chain of their own; of a whole one not even its length is told.
    const concerns = await check(read, concernChain(school), undefined);
    return concerns.ok ? main : concerns;
  });
}

async function check(read: Kysely<Tables>, school: string, head: string | undefined): Promise<WholeCheck> {
  const rows = new Map<string, Said>();
  const states = new Map<string, Said>();
  const cases = new Map<string, Said>();
  const written = new Map<string, Said>();
  const concerns = new Map<string, Said>();
  let contains = head === undefined;
  const chain = await verifyChain(read, school, ({ seq, subject, payload, hash }) => {
    if (hash === head) contains = true;
    const said: unknown = JSON.parse(payload);
    if (typeof said !== 'object' || said === null) return;
    if ('row' in said && typeof said.row === 'string') rows.set(subject, { seq, digest: said.row });
    if ('state' in said && typeof said.state === 'string') states.set(subject, { seq, digest: said.state });
    if ('case' in said && typeof said.case === 'string') cases.set(subject, { seq, digest: said.case });
    if ('concern' in said && typeof said.concern === 'string') concerns.set(subject, { seq, digest: said.concern });
    if ('content' in said && typeof said.content === 'string') written.set(String(seq), { seq, digest: said.content });
  });
  if (!chain.ok) return chain;
  const fault =
    (await faultyReport(read, school, rows)) ??
    (await faultyState(read, school, states)) ??
    (await faultyCase(read, school, cases)) ??
    (await faultyWriting(read, school, written)) ??
    (await faultyConcern(read, school, concerns));
  return fault ? { ok: false, row: fault } : { ok: true, entries: chain.entries, head: chain.head, contains };
}

async function faultyReport(
  read: Kysely<Tables>,
  school: string,
  said: Map<string, Said>,
): Promise<RowFault | undefined> {
  for (let after = ''; ;) {
    const rows = await read
      .selectFrom('report')
      .selectAll()
      .where('school', '=', school)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    for (const row of rows) {
      after = row.id;
      const entry = said.get(row.id);
      if (!entry) return { why: 'foreign', id: row.id };
      if (entry.digest !== rowDigest(row)) return { why: 'changed', id: row.id, seq: entry.seq };
      said.delete(row.id);
    }
    if (rows.length < pageRows) break;
  }
  const [gone] = said;
  return gone && { why: 'gone', id: gone[0], seq: gone[1].seq };
}

async function faultyState(
  read: Kysely<Tables>,
  school: string,
  said: Map<string, Said>,
): Promise<RowFault | undefined> {
  for (let after = ''; ;) {
    const rows = await read
      .selectFrom('incident')
      .selectAll()
      .where('school', '=', school)
      .where('id', '>', after)
      .orderBy('id')
      .limit(pageRows)
      .execute();
    for (const row of rows) {
      after = row.id;
      const entry = said.get(row.id);
      if (!entry) return { why: 'foreign', id: row.id };
      if (entry.digest !== incidentDigest(row)) return { why: 'incident', id: row.id, seq: entry.seq };
      said.delete(row.id);
    }
    if (rows.length < pageRows) break;
  }
  const [gone] = said;
  return gone && { why: 'incident', id: gone[0], seq: gone[1].seq };
}

async function faultyCase(
  read: Kysely<Tables>,
  school: string,
  said: Map<string, Said>,
): Promise<RowFault | undefined> {
  const rows = await read.selectFrom('casework').selectAll().where('school', '=', school).execute();
  for (const row of rows) {
    const entry = said.get(row.id);
    if (entry?.digest !== caseDigest(row)) return { why: 'case', id: row.id, seq: entry?.seq ?? 0 };
    said.delete(row.id);
  }
  const [gone] = said;
  return gone && { why: 'case', id: gone[0], seq: gone[1].seq };
}

async function faultyConcern(
  read: Kysely<Tables>,
  school: string,
  said: Map<string, Said>,
): Promise<RowFault | undefined> {
  const rows = await read.selectFrom('concern').selectAll().where('school', '=', school).execute();
  for (const row of rows) {
    const entry = said.get(row.id);
    if (entry?.digest !== concernDigest(row)) return { why: 'case', id: row.id, seq: entry?.seq ?? 0 };
    said.delete(row.id);
  }
  const [gone] = said;
  return gone && { why: 'case', id: gone[0], seq: gone[1].seq };
}

async function faultyWriting(
  read: Kysely<Tables>,
  school: string,
  said: Map<string, Said>,
): Promise<RowFault | undefined> {
  for (let after = 0; ;) {
    const rows = await read
      .selectFrom('case_event')
      .selectAll()
      .where('school', '=', school)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(pageRows)
      .execute();
    for (const { seq, subject, box } of rows) {
      after = seq;
      // Erased content has no data key any more; its box is still the one that was written.
      if (said.get(String(seq))?.digest !== contentDigest(box)) return { why: 'written', id: subject, seq };
      said.delete(String(seq));
    }
    if (rows.length < pageRows) break;
  }
  const [gone] = said;
  return gone && { why: 'written', id: gone[0], seq: gone[1].seq };
}
