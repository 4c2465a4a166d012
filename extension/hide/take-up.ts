/** Takes up an incident that another run of the browser or of the extension left: hidden first, then its tabs found anew. */
import { browser } from '../platform/browser.ts';
import { isMutedByUs } from './come-back.ts';
import type { Covers } from './covers.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Marks } from './marks.ts';
import { mute } from './sound.ts';
import { addressOf } from './tab-kind.ts';

/** Covers all windows and silences all tabs at once; then what was reported is known again by its mark. */
export async function takeUp(store: IncidentStore, covers: Covers, marks: Marks): Promise<void> {
  const hiding = covers.verify();
  const tabs = await browser.tabs.query({});
  const incident = store.current();
  if (!incident) return;
  const found = await findAgain(incident, covers, marks);
  store.change((open) => ({
    ...open,
    windows: open.windows.filter(({ id }) => found.windows.has(id)),
    reported: [...new Set([...open.reported, ...found.reported])],
    muted: [...new Set([...open.muted, ...found.muted])],
  }));
  mute(
    store,
    tabs.filter((tab) => !covers.isCover(tab)),
  );
  const uncovered = await hiding;
  store.change((open) => ({ ...open, uncovered }));
}

export type Found = {
  /** Tabs that show what was reported. */
  readonly reported: readonly number[];
  /** Tabs that this extension muted, in whichever run. */
  readonly muted: readonly number[];
  /** Windows that are there. */
  readonly windows: ReadonlySet<number>;
};

/** The ids that an incident's tabs have in this run. */
export async function findAgain(
  { marks: wanted }: Pick<Incident, 'marks'>,
  { isCover }: Pick<Covers, 'isCover'>,
  marks: Marks,
): Promise<Found> {
  const [tabs, windows] = await Promise.all([browser.tabs.query({}), browser.windows.getAll()]);
  const pages = tabs.filter((tab) => !isCover(tab));
  const found = await Promise.all(
    pages.map(async (tab) => wanted.length > 0 && wanted.includes((await marks.of(addressOf(tab))) ?? '')),
  );
  const ids = (of: typeof pages): number[] => of.flatMap(({ id }) => id ?? []);
  return {
    reported: ids(pages.filter((_tab, index) => found[index])),
    muted: ids(pages.filter(isMutedByUs)),
    windows: new Set(windows.flatMap(({ id }) => id ?? [])),
  };
}
