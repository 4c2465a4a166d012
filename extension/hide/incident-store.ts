/**
 * Holds the open incident: in memory for speed, in `storage.session` so that a stopped worker continues, and in
 * `storage.local` so that another run of the browser or of the extension takes it up again, while it is still the same
 * child's (lapse.ts). None of them holds an address.
 */
import * as v from 'valibot';
import { statusKeySchema, uuidSchema } from '../../shared/report.ts';
import { browser } from '../platform/browser.ts';
import { lapsed, withoutIds, type Incident } from './incident.ts';
import { isOver } from './lapse.ts';

const key = 'incident';
const aliveKey = 'alive';

/** How often a sign of life is written down, ms: much less than the pause that ends an incident. */
const noteEveryMs = 60_000;

export type IncidentStore = {
  /** The open incident as far as this worker knows; never waits. */
  current: () => Incident | undefined;
  /** Resolves once an incident that an earlier worker left is known. */
  ready: () => Promise<void>;
  /** What an earlier worker left and this one goes on with, as it was found. */
  left: () => Incident | undefined;
  /** What an earlier worker left, when the press `id` came before this worker could know of it: theirs to join alone. */
  overtakenBy: (id: string) => Incident | undefined;
  /** Whether what was left is of another run of the browser or of the extension: its tabs are to be found anew. */
  isFromEarlierRun: () => boolean;
  set: (incident: Incident | undefined) => void;
  /** Changes the open incident, if there is one. */
  change: (update: (incident: Incident) => Incident) => void;
  /** Notes that it is alive; false when it had been still for so long that it is over. */
  live: () => boolean;
};

/** Only what everything else depends on: another version of the extension may have written it. */
const storedSchema = v.looseObject({
  id: uuidSchema,
  state: v.picklist(['hidden', 'unsaved', 'saved', 'delivered', 'acknowledged', 'released']),
  pressedAt: v.number(),
  statusKey: statusKeySchema,
  aliases: v.array(v.string()),
  reported: v.array(v.number()),
  marks: v.optional(v.array(v.string()), []),
  windows: v.array(v.looseObject({ id: v.number() })),
  muted: v.array(v.number()),
});

export function createIncidentStore(now: () => number): IncidentStore {
  let current: Incident | undefined;
  let left: Incident | undefined;
  let overtaken: { by: string; incident: Incident } | undefined;
  let loading: Promise<void> | undefined;
  let aliveAt = 0;
  let earlierRun = false;
  const { session, local } = browser.storage;

  // Nothing is awaited: the browser keeps the order, and a press must wait for nothing. A refusal costs only the restart.
  const keepAlive = (): object => {
    aliveAt = now();
    return { [aliveKey]: aliveAt };
  };
  const save = (incident: Incident, isNew: boolean): void => {
    session.set({ [key]: incident }).catch(() => undefined);
    local.set({ [key]: incident, ...(isNew && keepAlive()) }).catch(() => undefined);
  };
  const forget = (): void => {
    session.remove(key).catch(() => undefined);
    local.remove([key, aliveKey]).catch(() => undefined);
  };
  const set = (incident: Incident | undefined): void => {
    if (incident === current) return;
    const isNew = incident?.id !== current?.id;
    current = incident;
    if (incident) save(incident, isNew);
    else forget();
  };

  const load = async (): Promise<void> => {
    const nothing = (): Record<string, unknown> => ({});
    const [run, disk] = await Promise.all([session.get(key).catch(nothing), local.get([key, aliveKey]).catch(nothing)]);
    const ofThisRun = readIncident(run[key]);
    const stored = ofThisRun ?? readIncident(disk[key]);
    if (!stored) return;
    const at = disk[aliveKey];
    const lastAlive = typeof at === 'number' ? at : stored.pressedAt;
    const known = ofThisRun ? stored : withoutIds(stored);
    const found = stored.state !== 'released' && isOver(stored, lastAlive, now()) ? lapsed(known) : known;
    if (!current) {
      current = left = found;
      aliveAt = lastAlive;
      earlierRun = !ofThisRun;
    } else if (found.id !== current.id) {
      // A press of this worker may have overwritten it already; then there is nothing to join.
      overtaken = { by: current.id, incident: found };
      earlierRun = !ofThisRun;
    }
  };

  return {
    current: () => current,
    ready: () => (loading ??= load()),
    left: () => left,
    overtakenBy: (id) => (overtaken?.by === id ? overtaken.incident : undefined),
    isFromEarlierRun: () => earlierRun,
    set,
    change: (update) => {
      if (current) set(update(current));
    },
    live: () => {
      if (!current || current.state === 'released') return true;
      if (isOver(current, aliveAt, now())) return false;
      if (now() - aliveAt > noteEveryMs) local.set(keepAlive()).catch(() => undefined);
      return true;
    },
  };
}

function readIncident(stored: unknown): Incident | undefined {
  const parsed = v.safeParse(storedSchema, stored);
  return parsed.success ? (parsed.output as unknown as Incident) : undefined;
}
