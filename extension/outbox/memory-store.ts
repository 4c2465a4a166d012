/** The store in memory, for when IndexedDB fails: what it keeps dies with the worker, save for the mirror's copies. */
import { coarse } from './coarse.ts';
import { makeMarkKey } from './address-mark.ts';
import { makeLocalKey } from './local-key.ts';
import { freshMeta, type Incident, type Meta, type Receipt, type Row, type State } from './record.ts';
import type { Store } from './store.ts';

export type MemoryStore = Store & { forget(id: string): void; receipts(): Receipt[]; forgetReceipt(id: string): void };

export function createMemoryStore(uuid: () => string): MemoryStore {
  const rows = new Map<string, Row>();
  const receipts = new Map<string, Receipt>();
  const incidents = new Map<string, Incident>();
  let meta: Meta = freshMeta(uuid());
  let key: Promise<CryptoKey> | undefined;
  let markKey: Promise<CryptoKey> | undefined;

  const of = (state: State): Row[] => [...rows.values()].filter((row) => row.state === state);

  const oldest = (): number => [...rows.values()].reduce((least, row) => Math.min(least, row.createdWall), Infinity);

  return {
    async insert(draft, at) {
      if (receipts.has(draft.id) || rows.has(draft.id)) return rows.get(draft.id);
      const row: Row = { ...draft, gen: meta.gen, seq: meta.nextSeq };
      rows.set(row.id, row);
      meta = { ...meta, nextSeq: meta.nextSeq + 1, lastWall: Math.max(meta.lastWall, coarse(at)) };
      return row;
    },
    async adopt(row) {
      if (receipts.has(row.id)) return false;
      if (!rows.has(row.id)) rows.set(row.id, row);
      return true;
    },
    async apply(change) {
      if (change.row) rows.set(change.row.id, change.row);
      if (change.receipt) {
        receipts.set(change.receipt.id, change.receipt);
        rows.delete(change.receipt.id);
      }
      meta = { ...meta, lastWall: Math.max(meta.lastWall, coarse(change.at)), ...change.meta };
    },
    async changeAll(state, change) {
      for (const row of of(state)) rows.set(row.id, change(row));
    },
    async note(incident) {
      if (!incidents.has(incident.what)) incidents.set(incident.what, incident);
    },
    incidents: async () => [...incidents.values()],
    unnote: async (what) => void incidents.delete(what),
    get: async (id) => rows.get(id),
    receipt: async (id) => receipts.get(id),
    ids: async () => [...rows.keys()],
    async due(state, from, to, most) {
      const found = of(state).filter((row) => row.nextAttemptAt >= from && row.nextAttemptAt <= to);
      if (most === 1)
        return found.length > 0 ? [found.reduce((a, b) => (b.nextAttemptAt < a.nextAttemptAt ? b : a))] : [];
      return found.toSorted((a, b) => a.nextAttemptAt - b.nextAttemptAt).slice(0, most);
    },
    async tally() {
      const count = (state: State): number => of(state).length;
      return {
        UNSEALED: count('UNSEALED'),
        READY: count('READY'),
        SENDING: count('SENDING'),
        HELD: count('HELD'),
        QUARANTINED: count('QUARANTINED'),
        ...(rows.size > 0 && { oldestAt: oldest() }),
      };
    },
    oldestAt: async () => (rows.size > 0 ? oldest() : undefined),
    async prune(before) {
      for (const { id, ackedAt } of receipts.values()) if (ackedAt < before) receipts.delete(id);
    },
    meta: async () => meta,
    localKey: () => (key ??= makeLocalKey()),
    markKey: () => (markKey ??= makeMarkKey()),
    forget: (id) => void rows.delete(id),
    receipts: () => [...receipts.values()],
    forgetReceipt: (id) => void receipts.delete(id),
  };
}
