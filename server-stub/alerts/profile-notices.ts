/** Owns what a school's profile asks to be told beside the ladder: the head's copy, and who gets messages that are not kind. */
import type { EventRequest } from '../../shared/incident-api.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Role } from '../../shared/roles.ts';
import { staffOf } from '../people/persons.ts';
import type { Tx } from '../storage/store.ts';
import { notify } from './notice.ts';
import type { Ladder } from './tell.ts';

const dayMs = 24 * 60 * 60 * 1000;
const serious = new Set(['11.1', '11.2', '11.3', '11.4']);
/** The policies' deputy headteacher is one of the leadership team here. */
const roleOf: Readonly<Record<Profile['offensiveMessagesTo'][number], Role>> = {
  head: 'head',
  'deputy-head': 'slt',
  dsl: 'dsl',
};

/** The head's copy of one incident, where the profile asks for that; the same person as lead has it already. */
export async function copyHead(
  { tx, profile, school, at }: Ladder,
  what: 'all' | 'serious' | 'digest',
  incident: string,
): Promise<void> {
  const wanted = profile.safeguarding.headCopy;
  // Whoever gets a copy of all gets none again of what turns out to be serious.
  if (what !== wanted) return;
  const heads = (await staffOf(tx, school, at)).filter(({ roles }) => roles.includes('head'));
  if (heads.length > 0 && heads.every(({ roles }) => roles.includes('dsl') || roles.includes('deputy'))) return;
  const kind = what === 'all' ? 'copy' : what;
  await notify(tx, { school, kind, key: incident, tell: ['head'], subject: incident, at });
}

/** What an event of a person means to those whom the profile names. */
export async function tellByProfile(
  tx: Tx,
  profile: Profile,
  school: string,
  incident: string,
  request: EventRequest,
  at: string,
): Promise<void> {
  if (request.kind === 'illegal.suspected' || request.kind === 'illegal.locked')
    return copyHead({ tx, profile, school, at }, 'serious', incident);
  if (request.kind !== 'category.set') return;
  if (request.procedure && serious.has(request.procedure))
    await copyHead({ tx, profile, school, at }, 'serious', incident);
  if (request.special !== 'offensive-message') return;
  const tell = profile.offensiveMessagesTo.map((name) => roleOf[name]);
  await notify(tx, { school, kind: 'offensive-message', key: incident, tell, subject: incident, at });
}

/** A head who wants the digest is told in the morning when yesterday had anything in it. */
export async function copyHeadOfDay(ladder: Ladder, day: string): Promise<void> {
  const { tx, school, at } = ladder;
  const some = await tx
    .selectFrom('report')
    .select('id')
    .where('school', '=', school)
    .where('kind', '!=', 'follow-up')
    .where('practice', '=', 0)
    .where('received_at', '>', new Date(Date.parse(at) - dayMs).toISOString())
    .limit(1)
    .executeTakeFirst();
  if (some) await copyHead(ladder, 'digest', day);
}
