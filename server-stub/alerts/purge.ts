/** Owns clearing away what only served to deliver: finished jobs, old deliveries, browsers that are gone, the live feed's past. */
import type { Tx } from '../storage/store.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Delivery logs are kept so long (notes: server §8). */
const deliveryDays = 90;
/** A page of the daily look, and the looks themselves, serve nobody the day after. */
const routineDays = 2;
const feedDays = 30;
/** Rows of a table at once: a transaction must stay short, and another day follows. */
const mostRows = 5000;

export async function purge(tx: Tx, school: string, at: string): Promise<void> {
  const before = (days: number) => new Date(Date.parse(at) - days * dayMs).toISOString();
  const finished = tx.selectFrom('job').select('id').where('school', '=', school).where('done_at', 'is not', null);
  await tx
    .deleteFrom('job')
    .where('id', 'in', finished.where('done_at', '<', before(deliveryDays)).limit(mostRows))
    .execute();
  const routine = finished.where('kind', 'in', ['retention', 'watch', 'daily']);
  await tx
    .deleteFrom('job')
    .where('id', 'in', routine.where('done_at', '<', before(routineDays)).limit(mostRows))
    .execute();
  const deliveries = tx.selectFrom('delivery').select('id').where('school', '=', school);
  await tx
    .deleteFrom('delivery')
    .where('school', '=', school)
    .where('id', 'in', deliveries.where('queued_at', '<', before(deliveryDays)).limit(mostRows))
    .execute();
  await tx
    .deleteFrom('push_subscription')
    .where('school', '=', school)
    .where('failed_at', '<', before(deliveryDays))
    .execute();
  const { newest } = await tx
    .selectFrom('feed')
    .select(({ fn }) => fn.max('seq').as('newest'))
    .executeTakeFirstOrThrow();
  const past = tx
    .selectFrom('feed')
    .select('seq')
    .where('school', '=', school)
    .where('at', '<', before(feedDays))
    // The newest stays: whoever comes back with its number still finds the place.
    .where('seq', '<', newest ?? 0)
    .orderBy('seq')
    .limit(mostRows);
  await tx.deleteFrom('feed').where('seq', 'in', past).execute();
}
