/** A second copy of every sealed record outside IndexedDB, against its corruption; never of anything unsealed. */
import * as v from 'valibot';
import { statusKeySchema, uuidSchema } from '../../shared/report.ts';
import type { Row, Sealed } from './record.ts';
import type { Draft } from './store.ts';

/** As much of `browser.storage.local` as is needed; other things may live in it. */
export type MirrorArea = {
  get(keys: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
};

const copySchema = v.object({
  id: uuidSchema,
  kind: v.picklist(['press', 'follow-up']),
  gen: v.string(),
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  statusKey: statusKeySchema,
  sealed: v.object({ kid: v.string(), sealed: v.string(), digest: v.string() }),
  createdWall: v.pipe(v.number(), v.finite()),
});
const markerSchema = v.object({ gen: v.string(), highSeq: v.pipe(v.number(), v.safeInteger()) });
type Marker = v.InferOutput<typeof markerSchema>;

export type Mirror = {
  /** Whether it is now there; `mark` also notes how far the database has counted. Writes and removals keep their order. */
  keep(row: Row, mark?: 'mark'): Promise<boolean>;
  drop(id: string): Promise<boolean>;
  /** `isRead`: a storage that has just been damaged fails once or twice, and then gives what it still has. */
  load(): Promise<{ rows: Row[]; marker?: Marker; isRead: boolean }>;
  /** The sealed bytes of one record. */
  find(id: string): Promise<Sealed | undefined>;
  /** What the last marker told is on disk elsewhere: from now on it counts `gen`. */
  remark(marker: Marker): Promise<boolean>;
  /** `failing`: the last write failed; `damaged`: a copy cannot be read, and the database has no such record. */
  trouble(): 'failing' | 'damaged' | undefined;
};

const prefix = 'r:';
const markerKey = 'marker';

export function createMirror(area: MirrorArea | undefined): Mirror {
  let tail: Promise<unknown> = Promise.resolve();
  let isFailing = area === undefined;
  const unreadable = new Set<string>();
  /** Whose count the marker holds. Until that is read, and while it is another's, no marker is written: it is the only trace of a loss. */
  let counted: { gen?: string } | undefined;

  function inOrder(work: (area: MirrorArea) => Promise<void>): Promise<boolean> {
    if (!area) return Promise.resolve(false);
    const done = tail
      .then(() => work(area))
      .then(
        () => !(isFailing = false),
        // Full or broken: the record itself is in IndexedDB, or the caller has a next road.
        () => !(isFailing = true),
      );
    tail = done;
    return done;
  }

  return {
    keep({ id, kind, gen, seq, statusKey, sealed, createdWall }, mark) {
      if (!sealed) return Promise.resolve(false);
      const copy = { id, kind, gen, seq, statusKey, sealed, createdWall };
      const isOurs = mark && counted && (counted.gen ?? gen) === gen;
      if (isOurs) counted = { gen };
      const marker = isOurs && { [markerKey]: { gen, highSeq: seq } satisfies Marker };
      unreadable.delete(id);
      return inOrder((area) => area.set({ [prefix + id]: copy, ...marker }));
    },
    drop: (id) => inOrder((area) => area.remove([prefix + id])),
    remark(marker) {
      counted = { gen: marker.gen };
      return inOrder((area) => area.set({ [markerKey]: marker }));
    },
    async find(id) {
      const items = await area?.get(prefix + id).catch(() => ({}));
      const parsed = v.safeParse(copySchema, items && Reflect.get(items, prefix + id));
      return parsed.success ? parsed.output.sealed : undefined;
    },
    trouble: () => (isFailing ? 'failing' : unreadable.size > 0 ? 'damaged' : undefined),
    async load() {
      const items = await area?.get(null).catch(() => undefined);
      if (!items) return { rows: [], isRead: area === undefined };
      const rows = Object.entries(items)
        .filter(([key]) => key.startsWith(prefix))
        .flatMap(([key, value]) => {
          const parsed = v.safeParse(copySchema, value);
          if (!parsed.success) unreadable.add(key.slice(prefix.length));
          return parsed.success ? [restored(parsed.output)] : [];
        });
      const marker = v.safeParse(markerSchema, Reflect.get(items, markerKey));
      counted ??= marker.success ? { gen: marker.output.gen } : {};
      return { rows, isRead: true, ...(marker.success && { marker: marker.output }) };
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
