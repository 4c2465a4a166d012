/** The end of an incident, by an adult, a day or a pause: the page is remembered or forgotten, and the screen given back. */
import { sleep } from './attempt.ts';
import type { Covers } from './covers.ts';
import type { Desk } from './desk.ts';
import { lapsed, type Ending, type Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Marks } from './marks.ts';
import type { Neutraliser } from './neutralise.ts';
import { findAgain } from './take-up.ts';
import { uncover } from './uncover.ts';
import type { Visits } from './visit.ts';

/** How long a discard is waited for, or other tabs with the same page looked for, in ms: nothing that hangs keeps a cover up. */
const lookMs = 500;

export type ReleaseParts = {
  readonly store: IncidentStore;
  readonly covers: Covers;
  readonly visits: Visits;
  readonly marks: Marks;
  readonly desk: Desk;
  readonly neutraliser: Pick<Neutraliser, 'settled'>;
  readonly safePage: () => Promise<string | undefined>;
  /** Called when the incident is no more. */
  readonly settleDown: () => void;
};

export type Release = {
  /** An adult decided. */
  end: (ending: Ending) => Promise<void>;
  /** Nobody did, and the child who pressed is gone. */
  lapse: () => Promise<void>;
  /** Takes the covers away; may be run again after a stop in the middle. */
  finish: (incident: Incident) => Promise<void>;
};

export function createRelease(parts: ReleaseParts): Release {
  const { store, covers, visits, marks, desk, neutraliser, safePage, settleDown } = parts;
  const finish = async (incident: Incident): Promise<void> => {
    await visits.close();
    const { ending = 'close' } = incident;
    if (ending === 'close') await marks.add(incident.marks, incident.lapsed ? 'end' : 'cover');
    if (ending === 'give-back') await marks.remove(incident.marks);
    // No better word for it on the wire: nobody is covered here any more.
    const told = incident.lapsed && desk.followUp(incident, { releasedLocally: true });
    const page = await safePage();
    await Promise.race([neutraliser.settled(), sleep(lookMs)]);
    const isCover = covers.isCoverOf(incident);
    // The same page in another tab too: a duplicate, or one that a restored browser brought later than the rest.
    const looking = ending === 'close' ? findAgain(incident, covers, marks).catch(() => undefined) : undefined;
    const found = await Promise.race([looking, sleep(lookMs)]);
    const now = store.current()?.id === incident.id ? store.current() : undefined;
    const reported = new Set([incident, now, found].flatMap((each) => each?.reported ?? []));
    const closing = { ...incident, reported: [...reported] };
    await uncover(closing, { ending, ...(page !== undefined && { safePage: page }), isCover });
    await told;
    if (store.current()?.id === incident.id) store.set(undefined);
    settleDown();
  };
  const end = async (ending: Ending): Promise<void> => {
    if (store.current()?.state === 'released') return;
    store.change((incident) => ({ ...incident, ending }));
    desk.apply({ type: 'released' });
    const incident = store.current();
    if (incident) await finish(incident);
  };

  const lapse = async (): Promise<void> => {
    store.change(lapsed);
    desk.announce();
    const incident = store.current();
    if (incident) await finish(incident);
  };
  return { end, lapse, finish };
}
