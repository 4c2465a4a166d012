import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseFile, openStore, type Tx } from '../../../server-stub/storage/store.ts';
import { heldOpen } from '../../../server-stub/storage/write-queue.ts';
import { temporaryFolder } from '../school.ts';

async function open() {
  const dir = await temporaryFolder();
  const store = await openStore(dir);
  onTestFinished(() => store.close());
  return { dir, store };
}
const school = (id: string) => ({ id, name: 'n', profile: 'p', origin: 'o', created_at: '2026' });
const put = (id: string) => async (tx: Tx) => {
  await tx.insertInto('school').values(school(id)).execute();
  return id;
};

describe('the store', () => {
  it('has committed durably when a write resolves', async () => {
    const { dir, store } = await open();
    await store.write(put('a'));
    const other = new DatabaseSync(join(dir, databaseFile), { readOnly: true });
    expect(other.prepare('SELECT id FROM school').all()).toEqual([{ id: 'a' }]);
    other.close();
  });

  it('keeps the pragmas that durability and erasure stand on', async () => {
    const { dir, store } = await open();
    await store.write(put('a'));
    const other = new DatabaseSync(join(dir, databaseFile));
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    other.close();
  });

  it('undoes only the work that throws when several share a commit', async () => {
    const { store } = await open();
    const works = [
      store.write(put('a')),
      store.write(async (tx) => {
        await put('lost')(tx);
        throw new Error('no');
      }),
      store.write(put('b')),
    ];
    const ends = await Promise.allSettled(works);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const rows = await store.read.selectFrom('school').select('id').orderBy('id').execute();
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('takes an error for a write that waits for anything but queries, and spares its neighbours', async () => {
    const { store } = await open();
    const waited = Promise.withResolvers<void>();
    const after = Promise.withResolvers<unknown>();
    const ends = await Promise.allSettled([
      store.write(put('a')),
      store.write(async (tx) => {
        await put('half')(tx);
        await waited.promise;
        await put('late')(tx).catch((error: unknown) => after.resolve(error));
      }),
      store.write(put('b')),
    ]);
    expect(ends[1]).toMatchObject({ status: 'rejected', reason: new Error(heldOpen) });
    waited.resolve();
    expect(await after.promise).toBeInstanceOf(Error);
    await store.write(put('c'));
    const rows = await store.read.selectFrom('school').select('id').orderBy('id').execute();
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('refuses to write on the reading connection', async () => {
    const { store } = await open();
    await expect(store.read.insertInto('school').values(school('x')).execute()).rejects.toThrow(/readonly/);
    await expect(store.read.transaction().execute(put('x'))).rejects.toThrow(/no transactions/);
  });

  it('finishes what was asked for before it closes', async () => {
    const { dir, store } = await open();
    const writes = Array.from({ length: 600 }, (_, index) => store.write(put(`s${index}`)));
    await store.close();
    expect(await Promise.all(writes)).toHaveLength(600);
    await expect(store.write(put('late'))).rejects.toThrow(/closed/);
    const again = await openStore(dir);
    expect(await again.read.selectFrom('school').select('id').execute()).toHaveLength(600);
    await again.close();
  });

  it('refuses data made by a newer program', async () => {
    const { dir, store } = await open();
    await store.write((tx) => tx.insertInto('migration').values({ name: '9999-future', at: '2030' }).execute());
    await store.close();
    await expect(openStore(dir)).rejects.toThrow(/newer Dolphin/);
  });
});
