/** Owns the transaction that keeps a report: its row, its incident, the audit entry and what adults are to be told. */
import { enqueue } from '../alerts/outbox.ts';
import { countNumber } from '../devices/numbering.ts';
import { appendAudit } from '../storage/audit.ts';
import { insert, insertNew, ready } from '../storage/ready.ts';
import type { Kysely } from 'kysely';
import type { Tx } from '../storage/store.ts';
import type { Tables } from '../storage/tables.ts';
import type { Signal } from '../../shared/lanes.ts';
import type { EventName } from '../../shared/staff-api.ts';
import type { FollowUp } from '../../shared/report.ts';
import { changeCase } from './casework.ts';
import { proofNow } from './receipt.ts';
import { isErased, type ReportRow } from './report.ts';
import { beginIncident, stateDigest } from './incident.ts';
import { incidentDigest, rowDigest } from './row-digest.ts';
import type { NewRow } from './row.ts';

/** What is answered again to whoever asks again. */
export type Answered = {
  digest: string;
  receivedAt: string;
  told: boolean;
  proof: string | undefined;
  /** It came with a site code of the school. */
  vouched: boolean;
};

export type Kept = { fresh: boolean; answered: Answered };

/** What the effects of a follow-up need to know; everything else of it stays in its box. */
export type Learned = Pick<FollowUp, 'releasedLocally' | 'pressedAgain'>;

type Fresh = {
  row: NewRow;
  /** Absent when the seal did not open or held no report. */
  statusKey?: string | undefined;
  learned?: Learned | undefined;
  /** What each waiting follow-up of a press says. */
  learnedBy?: ((row: ReportRow) => Learned) | undefined;
  /** `device` unless a person made it. */
  actor?: string;
  actorRole?: string;
};

/** A press again after this long without an answer alerts again (design §4). */
const pressAgainMs = 60_000;

const answeredRow = ready((db) =>
  db.selectFrom('report').select(['digest', 'received_at', 'told', 'proof', 'site_code_ok']).where('id', '=', ''),
);
/** By press, school and key: what waits for this press. */
const waitingRows = ready((db) =>
  db
    .selectFrom('report')
    .selectAll()
    .where('press_id', '=', '')
    .where('school', '=', '')
    .where('attached', '=', 0)
    .where('read_key_hash', '=', ''),
);

/** The answer to a report that is here already. */
export async function findAnswered(db: Kysely<Tables>, id: string): Promise<Answered | undefined> {
  const [row] = await answeredRow(db, [id]);
  return row && answerOf(row);
}

/** Keeps a report once; a second keep of the same id gives the first answer. */
export async function keep(tx: Tx, fresh: Fresh): Promise<Kept> {
  const row = await settle(tx, fresh);
  if (await insertNew(tx, 'report', row)) {
    await countNumber(tx, row);
    await tellOf(tx, row, fresh, `${row.kind}.received`);
    return { fresh: true, answered: answerOf(row) };
  }
  const before = await tx.selectFrom('report').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
  // What was erased does not come back by being sent again.
  if (isErased(before)) return { fresh: false, answered: answerOf(before) };
  if (before.site_code_ok || !row.site_code_ok || before.digest !== row.digest)
    return { fresh: false, answered: answerOf(before) };
  // Set apart for its site code and come again with a right one: all as it came first, but now vouched for.
  const { received_at, seq, gen, attempt, sent_ms, source } = before;
  const vouched = { ...fresh.row, received_at, seq, gen, attempt, sent_ms, source };
  const { answered } = await keepOpened(tx, { ...fresh, row: vouched });
  await countNumber(tx, { ...row, received_at, seq, gen });
  return { fresh: false, answered };
}

/** A report whose seal opened later, or that was vouched for later: the row changes once, by an entry of its own in the chain. */
export async function keepOpened(tx: Tx, fresh: Fresh): Promise<Kept> {
  const row = await settle(tx, fresh);
  await tx.updateTable('report').set(row).where('school', '=', row.school).where('id', '=', row.id).execute();
  await tellOf(tx, row, fresh, 'report.opened');
  return { fresh: true, answered: answerOf(row) };
}

function answerOf(row: Pick<ReportRow, 'digest' | 'received_at' | 'told' | 'proof' | 'site_code_ok'>): Answered {
  return {
    digest: row.digest,
    receivedAt: row.received_at,
    told: row.told === 1,
    proof: row.proof ?? undefined,
    vouched: row.site_code_ok === 1,
  };
}

/** Decides whether a follow-up belongs to a press that is here, whether adults are told, and makes the proof. */
async function settle(tx: Tx, { row, statusKey }: Fresh): Promise<ReportRow> {
  let { unverified } = row;
  let attached = false;
  if (row.kind === 'follow-up' && row.press_id && !(unverified && unverified !== 'site-code')) {
    const press = await tx
      .selectFrom('report')
      .select('read_key_hash')
      .where('school', '=', row.school)
      .where('id', '=', row.press_id)
      .where('kind', '=', 'press')
      .executeTakeFirst();
    // Whoever holds the press's own key is its device, whatever site code came along; whoever does not is a stranger.
    attached = press !== undefined && press.read_key_hash === row.read_key_hash;
    if (attached) unverified = null;
    else if (press) unverified = 'content';
  }
  const told = unverified === null && (row.kind !== 'follow-up' || attached);
  const proof =
    statusKey === undefined
      ? null
      : proofNow(statusKey, { id: row.id, digest: row.digest, receivedAt: row.received_at, told });
  return { ...row, unverified, attached: attached ? 1 : 0, told: told ? 1 : 0, proof };
}

async function tellOf(tx: Tx, row: ReportRow, fresh: Fresh, kind: string): Promise<void> {
  const incident = row.kind === 'follow-up' ? undefined : await beginIncident(tx, row.school, row.id);
  await appendAudit(
    tx,
    {
      school: row.school,
      actor: fresh.actor ?? 'device',
      actorRole: fresh.actorRole ?? 'device',
      kind,
      subject: row.id,
      payload: {
        row: rowDigest(row),
        ...(incident ? { state: incidentDigest(incident) } : {}),
        ...(row.press_id ? { press: row.press_id } : {}),
        ...(row.unverified ? { unverified: row.unverified } : {}),
      },
    },
    row.received_at,
  );
  if (row.kind === 'follow-up') {
    if (row.attached) await learn(tx, row, fresh.learned ?? {});
    else if (row.unverified) await announce(tx, row.school, row.id, 'report', row.received_at);
    return;
  }
  await announce(tx, row.school, row.id, 'report', row.received_at);
  // The alert is committed with the report: whoever has an answer knows that adults will be told.
  await enqueue(tx, { school: row.school, kind: 'press', key: row.id, dueAt: row.received_at, subject: row.id });
  if (row.kind === 'press') await attachWaiting(tx, row, fresh.learnedBy);
}

/** Follow-ups may overtake their press; those that carry its key are attached now. */
async function attachWaiting(tx: Tx, press: ReportRow, learnedBy: Fresh['learnedBy']): Promise<void> {
  const waiting = await waitingRows(tx, [press.id, press.school, 0, press.read_key_hash]);
  // Sorted here: asked to sort, SQLite would walk every report of the school by time instead.
  for (const followUp of waiting.toSorted(byArrival)) {
    await tx
      .updateTable('report')
      .set({ attached: 1 })
      .where('school', '=', followUp.school)
      .where('id', '=', followUp.id)
      .execute();
    await appendAudit(
      tx,
      {
        school: press.school,
        actor: 'system',
        actorRole: 'system',
        kind: 'follow-up.attached',
        subject: followUp.id,
        payload: { press: press.id },
      },
      press.received_at,
    );
    await learn(tx, followUp, learnedBy?.(followUp) ?? {});
  }
}

/** What a follow-up changes in the state of its press's covering. The outcome stays open. */
async function learn(tx: Tx, followUp: ReportRow, { releasedLocally, pressedAgain }: Learned): Promise<void> {
  const { school, press_id: press, received_at: at } = followUp;
  if (!press) return;
  const incident = await tx
    .selectFrom('incident')
    .innerJoin('report', (join) =>
      join.onRef('report.school', '=', 'incident.school').onRef('report.id', '=', 'incident.id'),
    )
    .select(['incident.state', 'incident.released_at', 'report.occurred_at'])
    .where('incident.school', '=', school)
    .where('incident.id', '=', press)
    .executeTakeFirst();
  if (!incident) return;
  let name: EventName = incident.state === 'stored' ? 'report' : incident.state;
  const change = tx.updateTable('incident').where('school', '=', school).where('id', '=', press);
  const record = async (actor: string, kind: string, signals: readonly Signal[]) => {
    const { digest } = await changeCase(tx, school, press, { signals });
    const payload = { by: followUp.id, state: await stateDigest(tx, school, press), case: digest };
    await appendAudit(tx, { school, actor, actorRole: actor, kind, subject: press, payload }, at);
  };
  if (releasedLocally) {
    name = 'released';
    await change.set({ state: 'released', released_locally: 1, released_at: incident.released_at ?? at }).execute();
    await record('device', 'cover.released', ['cover.released']);
  } else if (pressedAgain && incident.state === 'stored' && waited(incident.occurred_at, followUp.occurred_at)) {
    name = 'escalated';
    await change.set({ escalated_at: at }).where('escalated_at', 'is', null).execute();
    await record('system', 'escalation.step', []);
    await enqueue(tx, { school, kind: 'advance', key: followUp.id, dueAt: at, subject: press });
  }
  await announce(tx, school, press, name, at);
}

function byArrival(one: ReportRow, other: ReportRow): number {
  return one.received_at < other.received_at ? -1 : 1;
}

/** Both times are of the same device's clock. */
function waited(pressedAt: string | null, againAt: string | null): boolean {
  return Date.parse(againAt ?? '') - Date.parse(pressedAt ?? '') >= pressAgainMs;
}

/** Puts an event where adults' pages and the cover look for it. */
export async function announce(tx: Tx, school: string, report: string, name: EventName, at: string): Promise<void> {
  await insert(tx, 'feed', { school, report, name, at });
}
