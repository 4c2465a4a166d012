/** A whole school in a folder of its own: made by `dolphin init`, with the application in this process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import type { JWK } from 'jose';
import { init } from '../../server-stub/commands/init.ts';
import type { Mail, SendMail } from '../../server-stub/alerts/mail.ts';
import { createRunner } from '../../server-stub/alerts/runner.ts';
import { createApp, type AppParts } from '../../server-stub/http/app.ts';
import { createFeed } from '../../server-stub/incidents/feed.ts';
import { createIntake, type IntakeLimits } from '../../server-stub/incidents/intake.ts';
import type { Person } from '../../server-stub/people/person.ts';
import { loadRules } from '../../server-stub/profiles/load.ts';
import { fileLedger } from '../../server-stub/retention/ledger.ts';
import { openKeys, type Keys } from '../../server-stub/storage/keys.ts';
import { findSchool } from '../../server-stub/storage/schools.ts';
import { openStore, type Store } from '../../server-stub/storage/store.ts';
import type { Accepted } from '../../shared/answer.ts';
import type { Role } from '../../shared/roles.ts';
import { requestOf, sealReport, type SealedReport } from './sealed-report.ts';
import type { Report } from '../../shared/report.ts';

export type MadeSchool = {
  dir: string;
  siteCode: string;
  publicKey: JWK & { kid: string };
  kid: string;
  setup: string;
  adminLink: string;
  dslLink: string;
  recoveryCode: string;
};

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'dolphin-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export async function makeSchool(dir: string): Promise<MadeSchool> {
  const ended = await init(['--school', 'Test School', '--data', dir], {});
  if (ended.code !== 0) throw new Error(ended.error);
  return { dir, ...(ended.json as Omit<MadeSchool, 'dir'>) };
}

/**
 * People by name, for tests that are not about signing in: a bearer such as `teacher` or `teacher@3A` is that person,
 * `teacher/extension` the same in a connected browser.
 */
export function peopleByName(school: string): AppParts['people'] {
  return {
    routes: new Hono(),
    personOf: async (request) => {
      const bearer = /^Bearer (\w+)(?:@(\w+))?(\/extension)?$/.exec(request.headers.get('Authorization') ?? '');
      if (!bearer?.[1]) return undefined;
      const person: Person = {
        id: `id-of-${bearer[1]}${bearer[2] ?? ''}`,
        name: `Name of ${bearer[1]}${bearer[2] ?? ''}`,
        email: `${bearer[1]}@school.example`,
        school,
        roles: [bearer[1] as Role],
        groups: bearer[2] ? [bearer[2]] : [],
        scope: bearer[3] ? 'staff-extension' : 'full',
      };
      return person;
    },
    nameOf: async (id) => (id.startsWith('id-of-') ? `Name of ${id.slice('id-of-'.length)}` : undefined),
  };
}

export type OpenSchool = Awaited<ReturnType<typeof openSchool>>;

/** The application over a fresh school, and what a test asks of it. Closed when the test ends. */
export async function openSchool(
  options: {
    limits?: Partial<IntakeLimits>;
    made?: MadeSchool;
    freeBytes?: number;
    people?: (store: Store, origin: string, keys: Keys, now: () => number) => Promise<AppParts['people']>;
    only?: 'devices' | 'staff';
    profile?: string;
    mailer?: (store: Store, keys: Keys) => (school: string) => Promise<SendMail | undefined>;
  } = {},
) {
  const made = options.made ?? (await makeSchool(await temporaryFolder()));
  const store = await openStore(made.dir);
  const keys = await openKeys(made.dir);
  const school = await findSchool(store);
  const loaded = loadRules(options.profile ?? 'default', made.dir);
  if (!loaded.ok) throw new Error(loaded.mistakes.join(' '));
  if (!school) throw new Error('There is no school.');
  const feed = createFeed(store);
  const closing = new AbortController();
  const clock = { now: Date.parse('2026-09-15T09:20:31.000Z') };
  const now = () => clock.now;
  const lines: string[] = [];
  const desk = { store, keys, now, ring: feed.ring };
  const intake = createIntake({
    ...desk,
    freeBytes: () => options.freeBytes ?? Number.MAX_SAFE_INTEGER,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const parts: AppParts = {
    desk,
    intake,
    feed,
    people: options.people ? await options.people(store, school.origin, keys, now) : peopleByName(school.id),
    rules: loaded.rules,
    ledger: fileLedger(made.dir),
    origin: () => school.origin,
    consoleFolder: join(made.dir, 'console'),
    log: (line) => lines.push(line),
    closing: closing.signal,
    ...(options.only ? { only: options.only } : {}),
  };
  const app = createApp(parts);
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    closing.abort();
    feed.close();
    await store.close();
  };
  onTestFinished(close);

  const send = async (sealed: Pick<SealedReport, 'id' | 'body'>, more?: Record<string, string>): Promise<Response> =>
    app.request('/v1/reports', await requestOf(sealed, made.siteCode, more));
  /** What left the school, instead of a push service, a webhook and a mail server. */
  const left = {
    mails: [] as Mail[],
    posts: [] as { url: string; body: string; headers: Readonly<Record<string, string>> }[],
  };
  const runner = createRunner({
    store,
    keys,
    ledger: fileLedger(made.dir),
    profile: loaded.rules.profile,
    origin: school.origin,
    now,
    ring: feed.ring,
    log: (line) => lines.push(line),
    post: async (url, body, headers) => {
      left.posts.push({ url, body: Buffer.from(body).toString('latin1'), headers });
      return { ok: true, status: 201 };
    },
    mailer:
      options.mailer?.(store, keys) ??
      (async () => async (mail) => {
        left.mails.push(mail);
        return { ok: true, result: '250' };
      }),
  });
  return {
    ...made,
    left,
    /** Lets time pass, a second at a time, and works off what is due; nothing is told without it. */
    pass: async (seconds: number) => {
      await runner.turn();
      for (let second = 0; second < seconds; second += 1) {
        clock.now += 1000;
        await runner.turn();
      }
    },
    turn: runner.turn,
    /** Puts a person into the school, as an invitation would. */
    employ: async (name: string, roles: Role[], groups: string[] = []): Promise<void> => {
      const at = '2026-09-01T00:00:00.000Z';
      const id = `id-of-${name}`;
      await store.write(async (tx) => {
        const email = `${name.replaceAll(/\W/g, '-')}@people.example`;
        const person = { id, school: school.id, email, name: `Name of ${name}` };
        await tx
          .insertInto('persons')
          .values({ ...person, created_at: at, accepted_at: at, disabled_at: null })
          .execute();
        const grant = { id: `grant-${id}`, school: school.id, person_id: id, roles: JSON.stringify(roles) };
        const given = { groups: JSON.stringify(groups), granted_by: 'command', from_at: at, to_at: null };
        await tx
          .insertInto('grants')
          .values({ ...grant, ...given })
          .execute();
      });
    },
    /** This person has a page open at this moment. */
    arrive: async (name: string): Promise<void> => {
      const row = { school: school.id, person: `id-of-${name}`, seen_at: '2099-01-01T00:00:00.000Z' };
      await store.write((tx) => tx.insertInto('presence').values(row).execute());
    },
    /** Whom each step told so far, by the chain: `[step, names]`. */
    told: async (): Promise<[string, string[]][]> => {
      const rows = await store.read
        .selectFrom('audit')
        .selectAll()
        .where('kind', 'in', ['alert.queued', 'alert.escalated'])
        .orderBy('seq')
        .execute();
      return rows.map(({ payload }) => {
        const { step, people } = JSON.parse(payload) as { step: string; people: string[] };
        return [step, people.map((id) => id.slice('id-of-'.length)).toSorted()];
      });
    },
    school: school.id,
    app,
    parts,
    store,
    keys,
    intake,
    clock,
    /** What the operator saw. */
    lines,
    close,
    seal: (report: Report) => sealReport(report, made.publicKey),
    send,
    /** Seals and hands in; gives the answer. */
    deliver: async (report: Report): Promise<Accepted> => {
      const response = await send(await sealReport(report, made.publicKey));
      return (await response.json()) as Accepted;
    },
    /** A call by a person as `peopleByName` knows them. */
    as: async (bearer: string, path: string, body?: unknown, init: RequestInit = {}): Promise<Response> =>
      app.request(`/api${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...init,
        headers: {
          Authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(init.headers as Record<string, string> | undefined),
        },
      }),
  };
}
