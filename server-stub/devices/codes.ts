/** Owns what a technician sees of the school's site codes: the one for new kits, and who still uses an earlier one. */
import { setupOf } from '../deploy/deployment-of.ts';
import type { SiteCodeView } from '../../shared/fleet-api.ts';
import type { Keys } from '../storage/keys.ts';
import type { School } from '../storage/schools.ts';
import { isTaken } from '../storage/site-codes.ts';
import type { Store } from '../storage/store.ts';

export async function siteCodeView(
  place: { store: Store; keys: Keys; school: School },
  at: string,
): Promise<SiteCodeView> {
  const { store, school } = place;
  // First, for it makes a code where there is none that a kit can carry.
  const { setup } = await setupOf(place);
  const codes = await store.read
    .selectFrom('site_code')
    .selectAll()
    .where('school', '=', school.id)
    .orderBy('created_at', 'desc')
    .execute();
  const users = await store.read
    .selectFrom('device')
    .select(['site_code', ({ fn }) => fn.countAll<number>().as('count')])
    .where('school', '=', school.id)
    .where('state', '=', 'active')
    .groupBy('site_code')
    .execute();
  const devicesOf = new Map(users.map(({ site_code, count }) => [site_code, count]));
  const taken = codes.filter((code) => isTaken(code, at));
  const current = taken.find(({ expires_at }) => expires_at === null);
  const earlier = taken.filter((code) => code !== current);
  return {
    since: current?.created_at ?? at,
    setup,
    old: earlier.map(({ hash, expires_at }) => ({
      ...(expires_at === null ? {} : { until: expires_at }),
      devices: devicesOf.get(hash) ?? 0,
    })),
  };
}
