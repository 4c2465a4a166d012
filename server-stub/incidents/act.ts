/** Owns what adults do with a report: acknowledge, release, not mine, outcome, escalate. Each is idempotent. */
import { enqueue } from '../alerts/outbox.ts';
import type { JobKind } from '../alerts/tables.ts';
import { may } from '../people/permissions.ts';
import type { Person } from '../people/person.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Tx } from '../storage/store.ts';
import type { Signal } from '../../shared/lanes.ts';
import type { EventName, Outcome, ReportAction, ReportView } from '../../shared/staff-api.ts';
import { changeCase, findCase, type CaseRow } from './casework.ts';
import { beginIncident, stateDigest } from './incident.ts';
import { announce } from './keep.ts';
import { actorOf, glance, type Desk } from './list.ts';
import type { IncidentRow } from './report.ts';

export type Act = { action: Exclude<ReportAction, 'outcome'> } | { action: 'outcome'; outcome: Outcome };
export type Acted = { ok: true; report: ReportView } | { ok: false; reason: 'unknown' | 'forbidden' };

type Step = { tx: Tx; person: Person; id: string; at: string; incident: IncidentRow };
/** What the chain says of it and what the others are told; `undefined` when nothing changed. */
type Change =
  { kind: string; name: EventName; signals: readonly Signal[]; payload?: Record<string, unknown> } | undefined;

/** Does it, and answers with the report as this person sees it afterwards. */
export async function act(desk: Desk, person: Person, id: string, what: Act): Promise<Acted> {
  if (!(await glance(desk, person, id))) return { ok: false, reason: 'unknown' };
  if (!may(person, what.action)) return { ok: false, reason: 'forbidden' };
  const at = new Date(desk.now()).toISOString();
  await desk.store.write(async (tx) => {
    // What could not be opened has a state too, as soon as somebody acts on it.
    const incident = await beginIncident(tx, person.school, id);
    const step = { tx, person, id, at, incident };
    const change = await changeOf(step, what);
    if (!change) return;
    const { kind, name } = change;
    const lock = what.action === 'escalate' ? await lockForLead(tx, person.school, id) : {};
    const { digest } = await changeCase(tx, person.school, id, { signals: change.signals, change: lock });
    const payload = { ...change.payload, state: await stateDigest(tx, person.school, id), case: digest };
    await appendAudit(tx, { ...actorOf(person), kind, subject: id, payload }, at);
    await announce(tx, person.school, id, name, at);
    await tellOn(tx, { school: person.school, id, at, person: person.id }, what, change.payload ?? {});
  });
  desk.ring();
  const report = await glance(desk, person, id);
  return report ? { ok: true, report } : { ok: false, reason: 'unknown' };
}

type Told = { school: string; id: string; at: string; person: string };

/** What follows for the alerts; committed with what somebody did. */
async function tellOn(tx: Tx, told: Told, what: Act, payload: Record<string, unknown>): Promise<void> {
  const { school, id, at, person } = told;
  const ask = (kind: JobKind, key: string, subject = id) => enqueue(tx, { school, kind, key, dueAt: at, subject });
  if (what.action === 'not-mine') await ask('not-mine', `${id}/${person}`);
  if (what.action === 'escalate') await ask('lead', id);
  // Somebody is coming: if then nothing follows, it begins again.
  if (what.action === 'acknowledge' && payload['first']) await ask('idle', `${id}#0`, `${id}#0`);
  if (what.action === 'outcome' && what.outcome === 'unsuitable') await ask('url-mail', id);
}

/** Telling the safeguarding lead locks the address until they have decided; what may be illegal stays locked as that. */
async function lockForLead(tx: Tx, school: string, id: string): Promise<Partial<CaseRow>> {
  return (await findCase(tx, school, id))?.url_lock === 'illegal' ? {} : { url_lock: 'lead' };
}

async function changeOf(step: Step, what: Act): Promise<Change> {
  switch (what.action) {
    case 'acknowledge':
      return (await isFirstTime(step, 'acknowledge')) ? acknowledge(step) : undefined;
    case 'release':
      return (await isFirstTime(step, 'release')) ? release(step) : undefined;
    case 'not-mine':
      return (await isFirstTime(step, 'not-mine'))
        ? { kind: 'alert.not-mine', name: 'delivery', signals: [] }
        : undefined;
    case 'escalate':
      return (await isFirstTime(step, 'escalate')) ? escalate(step) : undefined;
    case 'outcome':
      return decide(step, what.outcome);
  }
}

/** Each person's first time is kept, and in the chain; doing it again changes nothing. */
async function isFirstTime({ tx, person, id, at }: Step, action: ReportAction): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('response')
    .values({ school: person.school, report: id, person: person.id, name: person.name, action, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

function change({ tx, person, id }: Step) {
  return tx.updateTable('incident').where('school', '=', person.school).where('id', '=', id);
}

async function acknowledge(step: Step): Promise<Change> {
  const first = step.incident.acknowledged_at === null;
  if (first) await setAcknowledged(step);
  return {
    kind: 'alert.acked',
    name: step.incident.state === 'released' ? 'released' : 'acknowledged',
    signals: ['alert.acked'],
    payload: { first },
  };
}

async function setAcknowledged(step: Step): Promise<void> {
  await change(step)
    .set({
      acknowledged_by: step.person.id,
      acknowledged_name: step.person.name,
      acknowledged_at: step.at,
      // A cover that was released stays released.
      ...(step.incident.state === 'stored' ? { state: 'acknowledged' } : {}),
    })
    .execute();
}

async function release(step: Step): Promise<Change> {
  const first = step.incident.state !== 'released';
  if (first) await change(step).set({ state: 'released', released_at: step.at, released_by: step.person.id }).execute();
  return { kind: 'cover.released', name: 'released', signals: ['cover.released'], payload: { first } };
}

async function escalate(step: Step): Promise<Change> {
  await change(step).set({ escalated_at: step.at }).where('escalated_at', 'is', null).execute();
  return { kind: 'escalation.step', name: 'escalated', signals: [] };
}

/** The latest outcome stands, every one is in the chain. Who decides has seen it: that acknowledges it too. */
async function decide(step: Step, outcome: Outcome): Promise<Change> {
  const { incident, person, at } = step;
  if (incident.outcome === outcome && incident.outcome_by === person.id) return undefined;
  const acknowledges = incident.acknowledged_at === null;
  if (acknowledges) {
    await isFirstTime(step, 'acknowledge');
    await setAcknowledged(step);
  }
  await change(step).set({ outcome, outcome_by: person.id, outcome_at: at }).execute();
  return {
    kind: 'outcome.set',
    name: incident.state === 'released' ? 'released' : 'acknowledged',
    signals: ['alert.acked', 'outcome.set', `outcome.${outcome}`],
    payload: { outcome, before: incident.outcome, acknowledges },
  };
}
