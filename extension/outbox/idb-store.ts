/** The store in IndexedDB: the only file that knows of it. Every write is strict: it resolves when the disk has it. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { coarse } from './coarse.ts';
import { makeMarkKey } from './address-mark.ts';
import { makeLocalKey } from './local-key.ts';
import { freshMeta, type Incident, type Meta, type Receipt, type Row, type State } from './record.ts';
import type { Store } from './store.ts';
import { pageRows } from './timings.ts';

const version = 2;
const everything = ['reports', 'receipts', 'meta', 'incidents'] as const;

interface Schema extends DBSchema {
  reports: {
    key: string;
    value: Row;
    indexes: { by_due: [string, number]; by_seq: [string, number]; by_created: number };
  };
  receipts: { key: string; value: Receipt; indexes: { by_acked: number } };
  incidents: { key: string; value: Incident };
  meta: { key: string; value: Meta | CryptoKey };
}
type Database = IDBPDatabase<Schema>;
type Writing = IDBPTransaction<Schema, typeof everything, 'readwrite'>;
type Reading = IDBPTransaction<Schema, typeof everything>;

/** Begins to open the database at once. A failed or lost connection is opened anew by the next call. */
export function createIdbStore(name: string, uuid: () => string): Store {
  let connection: Promise<Database> | undefined;

  // Async, because a browser without storage throws at once instead of failing later.
  async function connect(): Promise<Database> {
    const forget = (): void => {
      connection = undefined;
    };
    return openDB<Schema>(name, version, {
      upgrade(database, oldVersion, _newVersion, tx) {
        // Additive, step by step: a later version adds its own `if`, and nothing is ever rebuilt.
        if (oldVersion < 1) {
          const reports = database.createObjectStore('reports', { keyPath: 'id' });
          reports.createIndex('by_due', ['state', 'nextAttemptAt']);
          reports.createIndex('by_seq', ['gen', 'seq'], { unique: true });
          reports.createIndex('by_created', 'createdWall');
          database.createObjectStore('receipts', { keyPath: 'id' });
          database.createObjectStore('meta');
        }
        if (oldVersion < 2) {
          tx.objectStore('receipts').createIndex('by_acked', 'ackedAt');
          database.createObjectStore('incidents', { keyPath: 'what' });
        }
      },
      // An older run still holds the database: the open waits, and a press that cannot wait takes the next road.
      blocked: () => undefined,
      blocking(_current, _wanted, event) {
        // A newer run wants to migrate: step aside.
        forget();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: forget,
    });
  }

  function open(): Promise<Database> {
    if (connection) return connection;
    const opening = connect();
    connection = opening;
    opening.catch(() => {
      if (connection === opening) connection = undefined;
    });
    return opening;
  }
  open().catch(() => undefined); // Whoever needs it next sees the failure.

  async function write<T>(body: (tx: Writing) => Promise<T>): Promise<T> {
    const tx = (await open()).transaction(everything, 'readwrite', { durability: 'strict' });
    const work = body(tx).catch((failure: unknown) => {
      abort(tx);
      throw failure;
    });
    const [result] = await Promise.all([work, tx.done]);
    return result;
  }

  async function read<T>(body: (tx: Reading) => Promise<T>): Promise<T> {
    const tx = (await open()).transaction(everything);
    // What fails is heard of by the request that failed.
    tx.done.catch(() => undefined);
    return body(tx);
  }

  async function metaOf(tx: Writing): Promise<Meta> {
    const meta = await tx.objectStore('meta').get('queue');
    return meta === undefined || meta instanceof CryptoKey ? freshMeta(uuid()) : meta;
  }

  async function known(tx: Writing, id: string): Promise<'row' | 'receipt' | undefined> {
    const [receipt, row] = await Promise.all([
      tx.objectStore('receipts').getKey(id),
      tx.objectStore('reports').getKey(id),
    ]);
    if (receipt !== undefined) return 'receipt';
    return row === undefined ? undefined : 'row';
  }

  async function addNumbered(tx: Writing, draft: Omit<Row, 'seq' | 'gen'>, at: number): Promise<Row> {
    const meta = await metaOf(tx);
    const row: Row = { ...draft, gen: meta.gen, seq: meta.nextSeq };
    await Promise.all([
      tx.objectStore('reports').add(row),
      tx
        .objectStore('meta')
        .put({ ...meta, nextSeq: meta.nextSeq + 1, lastWall: Math.max(meta.lastWall, coarse(at)) }, 'queue'),
    ]);
    return row;
  }

  /** Made at the first call; of two made at once the first one kept is everybody's. */
  async function keyOf(name: string, make: () => Promise<CryptoKey>): Promise<CryptoKey> {
    const kept = await read((tx) => tx.objectStore('meta').get(name));
    if (kept instanceof CryptoKey) return kept;
    const made = await make();
    return write(async (tx) => {
      const first = await tx.objectStore('meta').get(name);
      if (first instanceof CryptoKey) return first;
      await tx.objectStore('meta').put(made, name);
      return made;
    });
  }

  return {
    insert: (draft, at) =>
      write(async (tx) => {
        if (await known(tx, draft.id)) return tx.objectStore('reports').get(draft.id);
        return addNumbered(tx, draft, at);
      }),

    adopt: (row) =>
      write(async (tx) => {
        const found = await known(tx, row.id);
        if (found) return found === 'row';
        // The same number twice means a copied profile: the record matters, its number does not.
        const taken = await tx.objectStore('reports').index('by_seq').getKey([row.gen, row.seq]);
        if (taken === undefined) await tx.objectStore('reports').add(row);
        else await addNumbered(tx, row, (await metaOf(tx)).lastWall);
        return true;
      }),

    apply: ({ row, receipt, meta, at }) =>
      write(async (tx) => {
        if (row) await tx.objectStore('reports').put(row);
        if (receipt) {
          await tx.objectStore('receipts').put(receipt);
          await tx.objectStore('reports').delete(receipt.id);
        }
        const old = await metaOf(tx);
        await tx.objectStore('meta').put({ ...old, lastWall: Math.max(old.lastWall, coarse(at)), ...meta }, 'queue');
      }),

    async changeAll(state, change) {
      for (let last: string | undefined = ''; last !== undefined;) {
        const after: string = last;
        last = await write(async (tx) => {
          const rows = await tx.objectStore('reports').getAll(IDBKeyRange.lowerBound(after, true), pageRows);
          for (const row of rows) {
            const next = row.state === state ? change(row) : row;
            if (next !== row) await tx.objectStore('reports').put(next);
          }
          return rows.at(-1)?.id;
        });
      }
    },

    note: (incident) =>
      write(async (tx) => {
        const waiting = await tx.objectStore('incidents').getKey(incident.what);
        if (waiting === undefined) await tx.objectStore('incidents').put(incident);
      }),
    incidents: () => read((tx) => tx.objectStore('incidents').getAll()),
    unnote: (what) => write((tx) => tx.objectStore('incidents').delete(what)),

    get: (id) => read((tx) => tx.objectStore('reports').get(id)),
    receipt: (id) => read((tx) => tx.objectStore('receipts').get(id)),
    ids: () => read((tx) => tx.objectStore('reports').getAllKeys()),

    due: (state, from, to, most) =>
      read((tx) =>
        tx
          .objectStore('reports')
          .index('by_due')
          .getAll(IDBKeyRange.bound([state, from], [state, to]), most),
      ),

    tally: () =>
      read(async (tx) => {
        const reports = tx.objectStore('reports');
        const byDue = reports.index('by_due');
        const count = (state: State): Promise<number> => byDue.count(whole(state));
        const [UNSEALED, READY, SENDING, HELD, QUARANTINED, oldest] = await Promise.all([
          count('UNSEALED'),
          count('READY'),
          count('SENDING'),
          count('HELD'),
          count('QUARANTINED'),
          reports.index('by_created').openKeyCursor(),
        ]);
        return { UNSEALED, READY, SENDING, HELD, QUARANTINED, ...(oldest && { oldestAt: oldest.key }) };
      }),

    oldestAt: () => read(async (tx) => (await tx.objectStore('reports').index('by_created').openKeyCursor())?.key),

    async prune(before) {
      const old = await read((tx) =>
        tx.objectStore('receipts').index('by_acked').getAllKeys(IDBKeyRange.upperBound(before, true), pageRows),
      );
      if (old.length === 0) return;
      await write(async (tx) => {
        for (const id of old) await tx.objectStore('receipts').delete(id);
      });
    },

    async meta() {
      const meta = await read((tx) => tx.objectStore('meta').get('queue'));
      if (meta !== undefined && !(meta instanceof CryptoKey)) return meta;
      return write(async (tx) => {
        const first = await metaOf(tx);
        await tx.objectStore('meta').put(first, 'queue');
        return first;
      });
    },

    localKey: () => keyOf('local-key', makeLocalKey),
    markKey: () => keyOf('mark-key', makeMarkKey),
  };
}

function whole(state: State): IDBKeyRange {
  return IDBKeyRange.bound([state, -Infinity], [state, Infinity]);
}

/** Nothing of a failed change may stay. */
function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It has aborted by itself already.
  }
}
