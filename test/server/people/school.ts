/** A school with people, over a real store in a folder of its own, for the tests of people. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { onTestFinished, vi } from 'vitest';
import type { Role } from '../../../shared/roles.ts';
import { createPeople, type People } from '../../../server-stub/people/people.ts';
import { openStore, type Store } from '../../../server-stub/storage/store.ts';

export const origin = 'http://localhost:8787';
export const password = 'three green dolphins';

export type School = {
  people: People;
  store: Store;
  /** Sends a request to the app; `body` goes as JSON. */
  send: (
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ) => Promise<Response>;
  /** Adds somebody and accepts the invitation; gives their session token. */
  join: (who: {
    email: string;
    name?: string;
    roles?: Role[];
    groups?: string[];
  }) => Promise<{ id: string; token: string; cookie: string }>;
  /** Everything in the school's folder, as one string of bytes. */
  files: () => string;
  /** Moves every clock on. */
  advance: (ms: number) => void;
};

/** Opens a school; the clock stands still until it is moved, for our code and for better-auth alike. */
export async function openSchool(at = origin): Promise<School> {
  const dir = mkdtempSync(join(tmpdir(), 'people-'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 8, 14, 9) });
  const now = () => Date.now();
  const store = await openStore(dir);
  await store.write((tx) =>
    tx
      .insertInto('school')
      .values({
        id: 'hill',
        name: 'Hill Primary',
        profile: 'whitwell',
        origin: at,
        created_at: new Date(now()).toISOString(),
      })
      .execute(),
  );
  const people = await createPeople({ store, dir, origin: () => at, secret: new Uint8Array(32).fill(7), now });
  const app = new Hono().route('/api', people.routes);
  onTestFinished(async () => {
    await people.close();
    await store.close();
    vi.useRealTimers();
    rmSync(dir, { recursive: true });
  });
  const send: School['send'] = async (method, path, { body, headers = {} } = {}) =>
    app.request(`${at}/api${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    people,
    store,
    send,
    join: async ({ email, name = 'Sam Field', roles = ['teacher'], groups = [] }) => {
      const added = await people.add({ school: 'hill', email, name, roles, groups, by: 'command' });
      if (!added.ok) throw new Error(added.reason);
      const answer = await send('POST', `/invites/${added.inviteCode}`, { body: { password } });
      const { token } = (await answer.json()) as { token: string };
      return { id: added.id, token, cookie: cookieOf(answer) };
    },
    files: () =>
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n'),
    advance: (ms) => vi.setSystemTime(Date.now() + ms),
  };
}

/** What a browser would send back of an answer's cookies. */
export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
