/** Owns appending a person's event to an incident: allowed, sensible as things stand, and committed in one transaction. */
import type { EventRequest } from '../../shared/incident-api.ts';
import { offerMail } from '../alerts/mail-returns.ts';
import { tellByProfile } from '../alerts/profile-notices.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import type { Rules } from '../profiles/load.ts';
import type { Tx } from '../storage/store.ts';
import { changeCase, findCase, freshCase, type CaseRow } from './casework.ts';
import { changeOf, eventRules, refusalOf, signalsOf, type Refusal, type Standing } from './event-rules.ts';
import { announce } from './keep.ts';
import { actorOf, glance, type Desk } from './list.ts';
import { contentOf } from './report.ts';
import { mayUnlock } from './unlock.ts';
import { appendWritten, writtenOf, type Written } from './written.ts';

export type Appended =
  /** `waits`: it takes effect with a second person's word. */
  | { ok: true; seq: number; waits?: true }
  | { ok: false; reason: 'unknown' | 'forbidden' }
  | { ok: false; reason: 'refused'; why: Refusal };

export async function appendEvent(
  desk: Desk,
  rules: Rules,
  person: Person,
  id: string,
  request: EventRequest,
): Promise<Appended> {
  if (!hasDuty(person, 'incidents') || !(await glance(desk, person, id))) return { ok: false, reason: 'unknown' };
  if (!hasDuty(person, eventRules[request.kind].duty)) return { ok: false, reason: 'forbidden' };
  if (request.kind === 'incident.merged' && !(await glance(desk, person, request.into)))
    return { ok: false, reason: 'refused', why: 'event.no-incident' };
  const at = new Date(desk.now()).toISOString();
  const done = await desk.store.write(async (tx): Promise<Appended> => {
    const row = (await findCase(tx, person.school, id)) ?? freshCase(person.school, id, at);
    const why =
      (await missing(desk, tx, rules, row, request)) ??
      refusalOf(request, row, childrenOf(await writtenOf(tx, desk.keys, person.school, [id])));
    if (why) return { ok: false, reason: 'refused', why };
    if (request.kind === 'illegal.cleared') {
      const unlock = await mayUnlock(tx, desk.keys, person, id, request.reason, at);
      if (!unlock.ok) return { ok: true, seq: unlock.seq, waits: true };
    }
    if (request.kind === 'incident.merged') await takeAlong(desk, tx, person, row, request.into, at);
    const { kind, ...content } = request;
    const { before, after, digest } = await changeCase(tx, person.school, id, {
      signals: signalsOf(request),
      change: changeOf(request, row, at),
    });
    if (before.url_lock && !after.url_lock) await offerMail(tx, person.school, id, at);
    const entry = { ...actorOf(person), kind, subject: id, payload: { case: digest } };
    const seq = await appendWritten(tx, desk.keys, entry, content, at);
    await tellByProfile(tx, rules.profile, person.school, id, request, at);
    await announce(tx, person.school, id, 'delivery', at);
    return { ok: true, seq };
  });
  desk.ring();
  return done;
}

/** What the event speaks of and is not there. */
async function missing(
  { keys }: Desk,
  tx: Tx,
  { procedures, profile }: Rules,
  row: CaseRow,
  request: EventRequest,
): Promise<Refusal | undefined> {
  if (request.kind === 'checklist.ticked' || request.kind === 'checklist.not-needed') {
    const list = procedures.find((procedure) => procedure.id === request.procedure);
    return list?.items.some((item) => item.id === request.item) ? undefined : 'event.no-item';
  }
  if (request.kind === 'page.chosen') {
    const report = await tx
      .selectFrom('report')
      .selectAll()
      .where('school', '=', row.school)
      .where('id', '=', row.id)
      .executeTakeFirst();
    const { others } = report ? contentOf(keys, report) : {};
    return request.page <= (Array.isArray(others) ? others.length : 0) ? undefined : 'event.no-page';
  }
  if (request.kind === 'reward.noted' && !profile.education.rewards.includes(request.reward)) return 'event.no-reward';
  if (request.kind === 'block.requested' && (await isOwnPlatform(tx, profile, row))) return 'event.own-platform';
  if (request.kind === 'incident.merged') {
    if (request.into === row.id) return 'event.no-incident';
    const into = await findCase(tx, row.school, request.into);
    return into?.merged_into ? 'event.merged' : undefined;
  }
  return undefined;
}

/** The school's own platform is put right on the platform (policies, 7.10); a block would shut out everyone. */
async function isOwnPlatform(tx: Tx, { platform }: Rules['profile'], { school, id }: CaseRow): Promise<boolean> {
  if (platform.hosts.length === 0) return false;
  const report = await tx
    .selectFrom('report')
    .select('host')
    .where('school', '=', school)
    .where('id', '=', id)
    .executeTakeFirst();
  const host = report?.host?.toLowerCase();
  return (
    host != null && platform.hosts.some((own) => host === own.toLowerCase() || host.endsWith(`.${own.toLowerCase()}`))
  );
}

/** What was merged into an incident goes with it: nothing hangs on something that hangs itself. */
async function takeAlong(desk: Desk, tx: Tx, person: Person, row: CaseRow, into: string, at: string): Promise<void> {
  const with_ = await tx
    .selectFrom('casework')
    .select('id')
    .where('school', '=', row.school)
    .where('merged_into', '=', row.id)
    .execute();
  for (const { id } of with_) {
    const { digest } = await changeCase(tx, row.school, id, { change: { merged_into: into } });
    const entry = { ...actorOf(person), kind: 'incident.merged', subject: id, payload: { case: digest } };
    await appendWritten(tx, desk.keys, entry, { into }, at);
  }
}

/** Children a person has linked, and those without a decision about their parents since. */
export function childrenOf(written: readonly Written[]): Standing {
  const children = new Set<string>();
  const undecided = new Set<string>();
  for (const { kind, content } of written) {
    const child = childOf(content);
    if (kind === 'learner.linked') {
      if (!children.has(child)) undecided.add(child);
      children.add(child);
    } else if (kind === 'parent.informed' || kind === 'parent.withheld') undecided.delete(child);
  }
  return { children, undecided };
}

/** The school's own short name for a child within this incident. */
export function childOf({ child }: Written['content']): string {
  return typeof child === 'string' ? child : '';
}
