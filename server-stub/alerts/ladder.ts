/** Owns the ladder: who is told at which step, when the next one comes, and what ends it. Each function is one transaction's work. */
import { randomUUID } from 'node:crypto';
import type { Audience } from '../../shared/profile.ts';
import { insert } from '../storage/ready.ts';
import type { Tx } from '../storage/store.ts';
import { placeKey } from './audience.ts';
import { copyHead } from './profile-notices.ts';
import { isOpen, nextClosing, nextOpening } from './hours.ts';
import { enqueue } from './outbox.ts';
import { notTheirs, tellStep, type Alert, type Ladder } from './tell.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const later = (at: string, seconds: number) => iso(Date.parse(at) + seconds * 1000);

export async function findAlert({ tx, school }: Ladder, id: string): Promise<Alert | undefined> {
  return tx.selectFrom('alert').selectAll().where('school', '=', school).where('id', '=', id).executeTakeFirst();
}

export async function alertOf(tx: Tx, school: string, report: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('alert_report')
    .select('alert')
    .where('school', '=', school)
    .where('report', '=', report)
    .executeTakeFirst();
  return row?.alert;
}

async function reportOf({ tx, school }: Ladder, id: string) {
  return tx
    .selectFrom('report')
    .leftJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'report.school').onRef('incident.id', '=', 'report.id'),
    )
    .select(['report.id', 'report.kind', 'report.practice', 'report.unverified', 'report.room'])
    .select(['report.class_group', 'incident.state', 'incident.outcome', 'incident.acknowledged_by'])
    .where('report.school', '=', school)
    .where('report.id', '=', id)
    .executeTakeFirst();
}

/** A report has come: opens its alert, alone or with others of its place, or one quiet notice while the school is closed. */
export async function openAlert(ladder: Ladder, id: string): Promise<void> {
  const { profile, school, at } = ladder;
  const report = await reportOf(ladder, id);
  // Practice is shown on the pages and wakes nobody.
  if (!report || report.practice || (await alertOf(ladder.tx, school, id))) return;
  await copyHead(ladder, 'all', id);
  const now = Date.parse(at);
  await enqueue(ladder.tx, {
    school,
    kind: 'day-end',
    key: id,
    dueAt: iso(nextClosing(profile.hours, now)),
    subject: id,
  });
  if (report.unverified || report.kind !== 'press') {
    const alert = await makeAlert(ladder, 'lead', '', id);
    const tell: readonly Audience[] = report.unverified ? ['dsl', 'technician'] : ['dsl', 'deputy'];
    await tellStep(ladder, alert, { step: 'lead', tell, by: ['stream', 'push', 'mail'] });
    return;
  }
  const place = { group: report.class_group, room: report.room };
  if (!isOpen(profile.hours, now)) {
    const alert = await makeAlert(ladder, 'quiet', placeKey(place), id);
    await tellStep(ladder, alert, { step: 'quiet', tell: ['dsl'], by: ['stream', 'mail'], why: 'closed' });
    await schedule(ladder, 'step', alert.id, 0, iso(nextOpening(profile.hours, now)));
    return;
  }
  const kind = await joinOrBegin(ladder, placeKey(place), id);
  if (kind === 'joined') return;
  await takeStep(ladder, await makeAlert(ladder, kind, placeKey(place), id), 0);
}

/** The first press of a place stands alone; those soon after it are told together. */
async function joinOrBegin(ladder: Ladder, place: string, report: string): Promise<'single' | 'group' | 'joined'> {
  const { tx, school, at, profile } = ladder;
  const recent = await tx
    .selectFrom('alert')
    .selectAll()
    .where('school', '=', school)
    .where('place', '=', place)
    .where('kind', 'in', ['single', 'group'])
    .where('opened_at', '>', later(at, -profile.alerts.groupSeconds))
    .orderBy('opened_at', 'desc')
    .execute();
  for (const alert of recent) {
    if (alert.kind !== 'group' || !(await isWaiting(ladder, alert.id))) continue;
    await insert(tx, 'alert_report', { school, report, alert: alert.id });
    return 'joined';
  }
  const single = recent.find(({ kind }) => kind === 'single');
  return single && (await isWaiting(ladder, single.id)) ? 'group' : 'single';
}

async function makeAlert(ladder: Ladder, kind: Alert['kind'], place: string, report: string): Promise<Alert> {
  const { tx, school, at } = ladder;
  const alert: Alert = { school, id: randomUUID(), place, kind, opened_at: at, step: -1 };
  await insert(tx, 'alert', alert);
  await insert(tx, 'alert_report', { school, report, alert: alert.id });
  await enqueue(tx, { school, kind: 'webhook', key: alert.id, dueAt: at, subject: alert.id });
  return alert;
}

/** Somebody still has to come: a report of it that nobody acknowledged, released or judged. */
export async function isWaiting({ tx, school }: Ladder, alert: string): Promise<boolean> {
  const row = await tx
    .selectFrom('alert_report')
    .innerJoin('incident', (join) =>
      join.onRef('incident.school', '=', 'alert_report.school').onRef('incident.id', '=', 'alert_report.report'),
    )
    .select('incident.id')
    .where('alert_report.school', '=', school)
    .where('alert_report.alert', '=', alert)
    .where('incident.state', '=', 'stored')
    .where('incident.outcome', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Tells step `wanted` unless somebody has come or it was told; then sets the next one. The last comes again and again. */
export async function takeStep(ladder: Ladder, alert: Alert, wanted: number, round = 0): Promise<void> {
  const { tx, profile, school, at } = ladder;
  const { ladder: steps, repeatSeconds } = profile.alerts;
  const last = steps.length - 1;
  const index = Math.min(wanted, last);
  const again = index === last && alert.step === last && round > 0;
  if (!(await isWaiting(ladder, alert.id)) || (index <= alert.step && !again)) return;
  const step = steps[index];
  if (!step) return;
  await tx.updateTable('alert').set({ step: index }).where('school', '=', school).where('id', '=', alert.id).execute();
  await tellStep(ladder, { ...alert, step: index }, { step: again ? `${index}.${round}` : String(index), ...step });
  if (index === last) {
    await schedule(ladder, 'step', alert.id, last, later(at, repeatSeconds), round + 1);
    return;
  }
  const [next, opening] = [steps[index + 1], step.afterSeconds];
  if (next) await schedule(ladder, 'step', alert.id, index + 1, later(at, next.afterSeconds - opening));
  if (index > 0) return;
  for (const [number, { ifNotShownSeconds }] of steps.entries())
    if (ifNotShownSeconds !== undefined)
      await schedule(ladder, 'unshown', alert.id, number, later(at, ifNotShownSeconds));
}

async function schedule(
  { tx, school }: Ladder,
  kind: 'step' | 'unshown',
  alert: string,
  step: number,
  dueAt: string,
  round = 0,
): Promise<void> {
  const subject = `${alert}#${step}#${round}`;
  await enqueue(tx, { school, kind, key: subject, dueAt, subject });
}

/** No device has shown it: the step that answers for that comes at once. */
export async function takeUnshown(ladder: Ladder, alert: Alert, step: number): Promise<void> {
  const shown = await ladder.tx
    .selectFrom('delivery')
    .select('id')
    .where('school', '=', ladder.school)
    .where('alert', '=', alert.id)
    .where('state', '=', 'shown')
    .limit(1)
    .executeTakeFirst();
  if (!shown) await takeStep(ladder, alert, step);
}

/** Everyone who was told so far says it is not theirs: on to the next step. */
export async function passOn(ladder: Ladder, report: string): Promise<void> {
  const { tx, school } = ladder;
  const id = await alertOf(tx, school, report);
  const alert = id && (await findAlert(ladder, id));
  if (!alert) return;
  const told = await tx
    .selectFrom('delivery')
    .select('person')
    .distinct()
    .where('school', '=', school)
    .where('alert', '=', alert.id)
    .execute();
  const passed = new Set(await notTheirs(ladder, alert.id));
  if (told.every(({ person }) => passed.has(person))) await nextStep(ladder, alert);
}

/** Pressed again while nobody came: the next step does not wait. */
export async function advance(ladder: Ladder, report: string): Promise<void> {
  const id = await alertOf(ladder.tx, ladder.school, report);
  const alert = id && (await findAlert(ladder, id));
  if (alert) await nextStep(ladder, alert);
}

/** The next step now; where all have been told, the last of them once more. */
async function nextStep(ladder: Ladder, alert: Alert): Promise<void> {
  const step = ladder.profile.alerts.ladder[alert.step + 1];
  const last = ladder.profile.alerts.ladder.at(-1);
  if (step) await takeStep(ladder, alert, alert.step + 1);
  else if (last && (await isWaiting(ladder, alert.id)))
    await tellStep(ladder, alert, { step: `again.${ladder.at}`, tell: last.tell, by: last.by, why: 'again' });
}

/** A person asked for the safeguarding lead. */
export async function tellLead(ladder: Ladder, report: string): Promise<void> {
  const alert = await alertFor(ladder, report);
  await tellStep(ladder, alert, {
    step: 'asked',
    tell: ['dsl', 'deputy'],
    by: ['stream', 'push', 'mail'],
    why: 'asked',
  });
}

async function alertFor(ladder: Ladder, report: string): Promise<Alert> {
  const id = await alertOf(ladder.tx, ladder.school, report);
  return (id && (await findAlert(ladder, id))) || makeAlert(ladder, 'lead', '', report);
}

/** Acknowledged, and then nothing: whoever said so and the leads are told again, until something follows. */
export async function tellIdle(ladder: Ladder, report: string, round: number): Promise<void> {
  const { profile, school, tx, at } = ladder;
  const found = await reportOf(ladder, report);
  if (found?.state !== 'acknowledged' || found.outcome !== null) return;
  const also = found.acknowledged_by ? [found.acknowledged_by] : [];
  const told = { step: `idle.${round}`, tell: ['dsl', 'deputy'] as const, by: ['stream', 'push', 'mail'] as const };
  await tellStep(ladder, await alertFor(ladder, report), { ...told, also, why: 'idle' });
  const subject = `${report}#${round + 1}`;
  const dueAt = later(at, profile.alerts.idleSeconds);
  await enqueue(tx, { school, kind: 'idle', key: subject, dueAt, subject });
}

/** The day ends and nobody has said what it was. */
export async function tellOpenAtEnd(ladder: Ladder, report: string): Promise<void> {
  const found = await reportOf(ladder, report);
  if (!found || found.outcome !== null || found.practice) return;
  const told = { step: `day-end.${ladder.at}`, tell: ['dsl', 'deputy'] as const, by: ['stream', 'mail'] as const };
  await tellStep(ladder, await alertFor(ladder, report), { ...told, why: 'day-end' });
}

/** Something could not be delivered at all: whoever can mend it and the leads are told. */
export async function tellAlarm(ladder: Ladder, report: string): Promise<void> {
  const told = { step: `alarm.${ladder.at}`, tell: ['technician', 'dsl'] as const, by: ['stream', 'push'] as const };
  await tellStep(ladder, await alertFor(ladder, report), { ...told, why: 'undelivered' });
}
