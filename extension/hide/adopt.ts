/**
 * A cover whose press nobody knows, neither this worker nor the outbox, was made by a worker that was stopped before it
 * could write anything down: the press goes on under the cover's own id.
 */
import * as v from 'valibot';
import { uuidSchema } from '../../shared/report.ts';
import { browser, type Tab } from '../platform/browser.ts';
import { shownIn } from './covers.ts';
import { newIncident, type Incident } from './incident.ts';

export type Orphan = { readonly id: string; readonly tab: Tab | undefined; readonly at: number };

/** The press begun anew: what its window showed before the cover is what was reported. */
export async function adopt(
  { id, tab, at }: Orphan,
  statusKey: () => string,
  isCover: (tab: Tab) => boolean,
): Promise<Incident | undefined> {
  if (!v.is(uuidSchema, id) || tab?.windowId === undefined) return undefined;
  const window = await browser.windows.get(tab.windowId, { populate: true }).catch(() => undefined);
  const shown = window && shownIn(window, isCover)?.id;
  return { ...newIncident(id, at, statusKey()), reported: shown === undefined ? [] : [shown] };
}
