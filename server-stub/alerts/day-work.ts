/** Owns what a new day brings: keeping times, the chain's head, the outbox's old jobs, and whether the dolphin has been silent for long. */
import type { Profile } from '../../shared/profile.ts';
import { planDay, planWatch } from './daily.ts';
import { isOpen, isSchoolDay, localDay } from './hours.ts';
import { notify } from './notice.ts';
import { enqueue } from './outbox.ts';
import { reviewOf } from '../people/register.ts';
import { copyHeadOfDay } from './profile-notices.ts';
import { purge } from './purge.ts';
import type { Ladder } from './tell.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A page or staff browser says twice a minute that it is there. */
const hereMs = 10 * 60 * 1000;

export async function takeDay(ladder: Ladder, day: string): Promise<void> {
  const { tx, profile, school, at } = ladder;
  await planDay(tx, profile.hours, school, at);
  await enqueue(tx, { school, kind: 'retention', key: day, dueAt: at, subject: `${day}##` });
  await enqueue(tx, { school, kind: 'head-mail', key: day, dueAt: at, subject: day });
  await purge(tx, school, at);
  await suggestDrill(ladder);
  await remindReview(ladder, day);
  await copyHeadOfDay(ladder, day);
}

/** Nobody is there while the school is open: a press would reach no page. Once a day. */
export async function takeWatch({ tx, profile, school, at }: Ladder): Promise<void> {
  await planWatch(tx, profile.hours, school, at);
  const now = Date.parse(at);
  if (!isOpen(profile.hours, now)) return;
  const here = await tx
    .selectFrom('presence')
    .select('person')
    .where('school', '=', school)
    .where('seen_at', '>', new Date(now - hereMs).toISOString())
    .limit(1)
    .executeTakeFirst();
  if (here) return;
  const day = localDay(profile.hours.zone, now);
  await notify(tx, { school, kind: 'nobody-here', key: day, tell: ['office', 'dsl', 'deputy'], subject: day, at });
}

/** Overdue: told on the first morning of each week until somebody signs. */
async function remindReview({ tx, profile, school, at }: Ladder, day: string): Promise<void> {
  const { overdue, dueAt } = await reviewOf(tx, school, profile.access.byRoleWithReviews, at);
  if (!overdue) return;
  const weeks = Math.floor((Date.parse(at) - Date.parse(dueAt)) / (7 * dayMs));
  await notify(tx, {
    school,
    kind: 'access-review',
    key: `${dueAt}/${weeks}`,
    tell: ['head', 'slt'],
    subject: day,
    at,
  });
}

/** So many school days without any press, practice included: nobody knows whether it still works. */
async function suggestDrill({ tx, profile, school, at }: Ladder): Promise<void> {
  const last = await tx
    .selectFrom('report')
    .select('received_at')
    .where('school', '=', school)
    .where('kind', '=', 'press')
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const since =
    last?.received_at ??
    (await tx.selectFrom('school').select('created_at').where('id', '=', school).executeTakeFirstOrThrow()).created_at;
  const silent = schoolDaysBetween(profile.hours, Date.parse(since), Date.parse(at));
  const times = Math.floor(silent / profile.alerts.silentDays);
  if (times === 0) return;
  const day = localDay(profile.hours.zone, Date.parse(at));
  await notify(tx, { school, kind: 'drill', key: `${since}/${times}`, tell: ['dsl', 'technician'], subject: day, at });
}

/** School days after `from` and before the day of `to`. */
export function schoolDaysBetween(hours: Profile['hours'], from: number, to: number): number {
  let days = 0;
  const last = localDay(hours.zone, to);
  for (let ms = from + dayMs; localDay(hours.zone, ms) < last && days < 1000; ms += dayMs)
    if (isSchoolDay(hours, localDay(hours.zone, ms))) days += 1;
  return days;
}
