/** The least that a server of this kind can do, run in a process of its own: Hono, and one durable commit for all that came in a tick. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const database = new DatabaseSync(join(process.argv[2] ?? '.', 'bare.db'));
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE report (id TEXT PRIMARY KEY, body TEXT NOT NULL, received_at TEXT NOT NULL)`);
const insert = database.prepare('INSERT OR IGNORE INTO report VALUES (?, ?, ?)');
type Waiting = { id: string; body: string; done: () => void };
let waiting: Waiting[] = [];

function keep(id: string, body: string): Promise<void> {
  return new Promise((done) => {
    if (waiting.push({ id, body, done }) === 1) setImmediate(commit);
  });
}

function commit(): void {
  const group = waiting;
  waiting = [];
  const at = new Date().toISOString();
  database.exec('BEGIN IMMEDIATE');
  for (const { id, body } of group) insert.run(id, body, at);
  database.exec('COMMIT');
  for (const { done } of group) done();
}

const app = new Hono().post('/v1/reports', async (c) => {
  const id = c.req.header('Idempotency-Key') ?? '';
  await keep(id, await c.req.text());
  return c.json({ id, status: 'stored' }, 201);
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`listening on http://127.0.0.1:${port}`),
);
