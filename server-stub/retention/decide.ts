/** Owns what people see and decide of the keeping: what is held, what is due, keep it longer, or erase it now that its time is over. */
import type { RetentionDecision, RetentionView } from '../../shared/retention-api.ts';
import type { Profile } from '../../shared/profile.ts';
import { actorOf, type Desk } from '../incidents/list.ts';
import { appendWritten } from '../incidents/written.ts';
import { hasDuty } from '../people/duties.ts';
import type { Person } from '../people/person.ts';
import type { Tx } from '../storage/store.ts';
import { erase } from './erase.ts';
import { keptOf, type Kept } from './keepable.ts';
import type { Ledger } from './ledger.ts';
import { verdictOf } from './period.ts';
import { nothingDaysOf } from './sweep.ts';

export type Keeping = Desk & { profile: Profile; ledger: Ledger | undefined };

const lookBackMs = 120 * 24 * 60 * 60 * 1000;
const mostYears = 75;
const most = 500;

export async function retentionOf({ store, keys, profile, now }: Keeping, person: Person): Promise<RetentionView> {
  const at = new Date(now()).toISOString();
  const { school } = person;
  return store.snapshot(async (read) => {
    const tx = read as Tx;
    const days = await nothingDaysOf(tx, school, profile);
    const warned = await read
      .selectFrom('erasure_warning')
      .select('incident')
      .distinct()
      .where('school', '=', school)
      .where('at', '>', new Date(now() - lookBackMs).toISOString())
      .limit(most)
      .execute();
    const locked = await read
      .selectFrom('casework')
      .select('id')
      .where('school', '=', school)
      .where((where) =>
        where.or([
          where('hold', '=', 1),
          where('url_lock', '=', 'illegal'),
          where('safeguarding', '=', 'referred'),
          where('external', 'in', ['suspected-illegal', 'locked', 'reported']),
        ]),
      )
      .limit(most)
      .execute();
    const ids = [...new Set([...warned.map(({ incident }) => incident), ...locked.map(({ id }) => id)])];
    const { practiceDays, technicalDays, transferredDays, childYears, setApartDays } = profile.retention;
    const view: RetentionView = {
      periods: { practiceDays, nothingDays: days, technicalDays, transferredDays, childYears, setApartDays },
      held: [],
      due: [],
    };
    for (const id of ids) {
      const kept = await keptOf(read, keys, school, id);
      if (!kept || (await isGone(tx, school, kept))) continue;
      const verdict = verdictOf(profile, days, kept, at);
      const entry = { id, receivedAt: kept.receivedAt };
      if (verdict.held !== undefined) view.held.push({ ...entry, why: verdict.held });
      else view.due.push({ ...entry, as: verdict.as, dueAt: verdict.dueAt, review: verdict.review });
    }
    return view;
  });
}

async function isGone(tx: Tx, school: string, { id }: Kept): Promise<boolean> {
  const there = await tx
    .selectFrom('report')
    .select('id')
    .where('school', '=', school)
    .where('id', '=', id)
    .where((where) => where.or([where('box', 'is not', null), where('sealed', 'is not', null)]))
    .executeTakeFirst();
  return there === undefined;
}

export type Decided = 'done' | 'unknown' | 'held' | 'not-yet' | 'past' | 'too-far';

/** Keeps it longer, or erases it once its time is over; never before, and never what is held. */
export async function decideKeeping(
  { store, keys, profile, now, ledger }: Keeping,
  person: Person,
  id: string,
  request: RetentionDecision,
): Promise<Decided> {
  if (!hasDuty(person, 'decide')) return 'unknown';
  const at = new Date(now()).toISOString();
  const { school } = person;
  return store.write(async (tx): Promise<Decided> => {
    const kept = await keptOf(tx, keys, school, id);
    if (!kept || (await isGone(tx, school, kept))) return 'unknown';
    const actor = actorOf(person);
    if (request.decision === 'keep') {
      const until = `${request.until}T00:00:00.000Z`;
      if (until <= at) return 'past';
      if (Date.parse(until) > now() + mostYears * 366 * 24 * 60 * 60 * 1000) return 'too-far';
      const content = { until, reason: request.reason };
      await appendWritten(tx, keys, { ...actor, kind: 'retention.kept', subject: id }, content, at);
      return 'done';
    }
    const verdict = verdictOf(profile, await nothingDaysOf(tx, school, profile), kept, at);
    if (verdict.held !== undefined) return 'held';
    if (verdict.dueAt > at) return 'not-yet';
    // The reason outlives what it is about: it says nothing of a child and stands in the chain's own record.
    const seq = await appendWritten(
      tx,
      keys,
      { ...actor, kind: 'retention.reviewed', subject: `${id}#review` },
      { reason: request.reason },
      at,
    );
    await erase(tx, ledger, actor, { reports: kept.reports, as: `${verdict.as}, entry ${seq}` }, at);
    return 'done';
  });
}
