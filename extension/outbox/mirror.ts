/** A second copy of every sealed record outside IndexedDB, against its corruption; never of anything unsealed. */
import * as v from 'valibot';
import { uuidSchema } from '../../shared/report.ts';
import type { Row } from './record.ts';
import type { Draft } from './store.ts';

/** As much of `browser.storage.local` as is needed; other things may live in it. */
export type MirrorArea = {
  get(keys: null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
};

const copySchema = v.object({
  id: uuidSchema,
  kind: v.picklist(['press', 'follow-up']),
  gen: v.string(),
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  statusKey: v.string(),
  sealed: v.object({ kid: v.string(), sealed: v.string(), digest: v.string() }),
  createdWall: v.number(),
});
const markerSchema = v.object({ gen: v.string(), highSeq: v.number() });
type Marker = v.InferOutput<typeof markerSchema>;

export type Mirror = {
  /** Whether it is now there; `mark` also notes how far the database has counted. Writes and removals happen in the order in which they were asked for. */
  keep(row: Row, mark?: 'mark'): Promise<boolean>;
  drop(id: string): Promise<boolean>;
  load(): Promise<{ rows: Row[]; marker?: Marker }>;
};

const prefix = 'r:';
const markerKey = 'marker';

export function createMirror(area: MirrorArea | undefined): Mirror {
  let tail: Promise<unknown> = Promise.resolve();

  function inOrder(work: (area: MirrorArea) => Promise<void>): Promise<boolean> {
    if (!area) return Promise.resolve(false);
    const done = tail
      .then(() => work(area))
      .then(
        () => true,
        // Full or broken: the record itself is in IndexedDB, or the caller has a next road.
        () => false,
      );
    tail = done;
    return done;
  }

  return {
    keep({ id, kind, gen, seq, statusKey, sealed, createdWall }, mark) {
      if (!sealed) return Promise.resolve(false);
      const copy = { id, kind, gen, seq, statusKey, sealed, createdWall };
      const marker = mark && { [markerKey]: { gen, highSeq: seq } satisfies Marker };
      return inOrder((area) => area.set({ [prefix + id]: copy, ...marker }));
    },
    drop: (id) => inOrder((area) => area.remove([prefix + id])),
    async load() {
      const items = await area?.get(null).catch(() => ({}));
      const rows = Object.entries(items ?? {})
        .filter(([key]) => key.startsWith(prefix))
        .flatMap(([, value]) => {
          const parsed = v.safeParse(copySchema, value);
          return parsed.success ? [restored(parsed.output)] : [];
        });
      const marker = v.safeParse(markerSchema, items && Reflect.get(items, markerKey));
      return { rows, ...(marker.success && { marker: marker.output }) };
    },
  };
}

function restored(copy: v.InferOutput<typeof copySchema>): Row {
  return { ...copy, ...unsent(copy.createdWall), state: 'READY', maybeDelivered: true };
}

/** What every record has before its first try. */
export function unsent(at: number): Pick<Draft, 'attempts' | 'nextAttemptAt' | 'maybeDelivered' | 'createdWall'> {
  return { attempts: 0, nextAttemptAt: at, maybeDelivered: false, createdWall: at };
}
