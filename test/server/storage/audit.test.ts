import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appendAudit, verifyChain } from '../../../server-stub/storage/audit.ts';
import { databaseFile, openStore } from '../../../server-stub/storage/store.ts';
import { temporaryFolder } from '../school.ts';

async function chainOf(entries: number) {
  const dir = await temporaryFolder();
  const store = await openStore(dir);
  onTestFinished(() => store.close());
  for (let index = 0; index < entries; index += 1)
    await store.write((tx) =>
      appendAudit(
        tx,
        { school: 's', actor: 'system', actorRole: 'system', kind: 'test', subject: `${index}`, payload: { index } },
        '2026-09-15T09:00:00.000Z',
      ),
    );
  const tamper = (sql: string) => {
    const database = new DatabaseSync(join(dir, databaseFile));
    database.exec(sql);
    database.close();
  };
  return { store, tamper };
}

describe('the audit chain', () => {
  it('is whole when nothing was touched', async () => {
    const { store } = await chainOf(5);
    expect(await verifyChain(store.read, 's')).toMatchObject({ ok: true, entries: 5 });
  });

  it('keeps every school’s numbers apart', async () => {
    const { store } = await chainOf(2);
    const seq = await store.write((tx) =>
      appendAudit(tx, { school: 't', actor: 'a', actorRole: 'r', kind: 'k', subject: 's' }, '2026'),
    );
    expect(seq).toBe(1);
  });

  it.for([
    ['a changed payload', `UPDATE audit SET payload = '{"index":9}' WHERE seq = 3`, { seq: 3, reason: 'hash' }],
    ['a changed time', `UPDATE audit SET at = '2020' WHERE seq = 2`, { seq: 2, reason: 'hash' }],
    ['a changed actor', `UPDATE audit SET actor = 'nobody' WHERE seq = 5`, { seq: 5, reason: 'hash' }],
    ['a removed entry', 'DELETE FROM audit WHERE seq = 3', { seq: 3, reason: 'missing' }],
    ['a removed first entry', 'DELETE FROM audit WHERE seq = 1', { seq: 1, reason: 'missing' }],
    ['a changed hash', `UPDATE audit SET hash = 'x' WHERE seq = 4`, { seq: 4, reason: 'hash' }],
    [
      'two entries exchanged',
      'UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99',
      { seq: 2, reason: 'link' },
    ],
  ] as const)('shows %s', async ([, sql, fault]) => {
    const { store, tamper } = await chainOf(5);
    tamper(sql);
    expect(await verifyChain(store.read, 's')).toEqual({ ok: false, ...fault });
  });
});
