/** `dolphin serve`: runs the server until it is told to stop, then lets what is under way finish. */
import { readFileSync, statfsSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { createAdaptorServer } from '@hono/node-server';
import { createRunner } from '../alerts/runner.ts';
import { createSafePost } from '../alerts/safe-post.ts';
import { schoolMailer } from '../alerts/school-mailer.ts';
import { updatesFolder } from '../deploy/pack.ts';
import { createApp } from '../http/app.ts';
import { createFeed } from '../incidents/feed.ts';
import { createIntake } from '../incidents/intake.ts';
import { beginDays } from '../alerts/daily.ts';
import { eraseAgain } from '../retention/erase.ts';
import { fileLedger } from '../retention/ledger.ts';
import { loadRules } from '../profiles/load.ts';
import { commandText as text } from '../text/commands.ts';
import { sourceAddress } from './source-address.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool, type OpenSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';

export type Surroundings = {
  environment: Environment;
  /** Prints a line on stdout at once. */
  print: (line: string) => void;
  /** A line for the operator on stderr. */
  log: (line: string) => void;
  /** Aborted by SIGTERM or SIGINT. */
  stop: AbortSignal;
};

type Listening = { port: number; host: string; tls?: { cert: Buffer; key: Buffer }; only?: 'devices' | 'staff' };

const usualPort = 8787;
const usualHost = '127.0.0.1';
/** What is under way at SIGTERM gets this long. */
const drainMs = 8000;

export async function serve(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const read = readOptions(args, ['port', 'host', 'tls-cert', 'tls-key', 'only'], surroundings.environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words.length > 0) return wrongUse(text.unknownCommand);
  const port = values.port === undefined ? usualPort : Number(values.port);
  if (!/^\d{1,5}$/.test(values.port ?? '0') || port > 65535) return wrongUse(text.port);
  const { only } = values;
  if (only !== undefined && only !== 'devices' && only !== 'staff') return wrongUse(text.only);
  const tls = readTls(values['tls-cert'], values['tls-key']);
  if (!tls.ok) return tls.ended;
  const listening: Listening = { port, host: values.host ?? usualHost, ...tls.parts, ...(only ? { only } : {}) };
  return withSchool(values.data, surroundings.environment, (open) =>
    run(open, listening, { ...surroundings, dir: values.data, json: values.json }),
  );
}

type Tls = { ok: true; parts: Pick<Listening, 'tls'> } | { ok: false; ended: Ended };

function readTls(certPath: string | undefined, keyPath: string | undefined): Tls {
  if (certPath === undefined && keyPath === undefined) return { ok: true, parts: {} };
  if (certPath === undefined || keyPath === undefined) return { ok: false, ended: wrongUse(text.tls) };
  let tls: { cert: Buffer; key: Buffer };
  try {
    tls = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
  } catch {
    return { ok: false, ended: failed(text.tlsUnreadable) };
  }
  try {
    createSecureContext(tls);
  } catch {
    // OpenSSL's words would not help; both files may be wrong in many ways.
    return { ok: false, ended: failed(text.tlsWrong) };
  }
  return { ok: true, parts: { tls } };
}

async function run(
  open: OpenSchool,
  { port, host, tls, only }: Listening,
  { print, log, stop, dir, json }: Surroundings & { dir: string; json: boolean },
): Promise<Ended> {
  const { store, keys, school } = open;
  const loaded = loadRules(school.profile, dir);
  if (!loaded.ok) return failed(text.profileWrong(school.profile, loaded.mistakes));
  const { rules } = loaded;
  const people = await open.people();
  const feed = createFeed(store);
  const closing = new AbortController();
  const { origin } = school;
  const outside = {
    store,
    keys,
    profile: rules.profile,
    origin,
    post: createSafePost(),
    mailer: schoolMailer(store, keys),
  };
  const ledger = fileLedger(dir);
  // Before anybody can read it: what a restored backup has brought back is erased again.
  const again = await eraseAgain(store, ledger, school.id, new Date().toISOString());
  if (again > 0) log(text.erasedAgain(again));
  const runner = createRunner({ ...outside, ledger, now: Date.now, ring: feed.ring, log });
  const ring = () => {
    feed.ring();
    runner.wake();
  };
  const common = { store, keys, now: Date.now, ring };
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  };
  const intake = createIntake({ ...common, freeBytes });
  const app = createApp({
    desk: common,
    intake,
    feed,
    people,
    rules,
    ledger,
    origin: () => school.origin,
    consoleFolder: join(import.meta.dirname, '../../.output/console'),
    updatesFolder: updatesFolder(dir),
    addressOf: sourceAddress(store, school.id),
    log,
    closing: closing.signal,
    secure: tls !== undefined,
    ...(only ? { only } : {}),
  });
  const server = createAdaptorServer(
    tls
      ? { fetch: app.fetch, createServer: createSecureServer, serverOptions: tls }
      : { fetch: app.fetch, createServer },
  ) as Server;
  const bound = await listen(server, port, host);
  if (!bound.ok) {
    feed.close();
    return bound.ended;
  }
  const shown = host === usualHost ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const url = `${tls ? 'https' : 'http'}://${shown}:${bound.port}`;
  print(json ? JSON.stringify({ listening: url }) : text.listening(url));
  await beginDays(store, rules.profile, school.id, new Date().toISOString());
  runner.start();
  const opened = await intake.openLater();
  if (opened > 0) log(text.opened(opened));
  await aborted(stop);
  // Streams never end by themselves; their readers come back with Last-Event-ID.
  closing.abort();
  feed.close();
  await drain(server);
  await runner.close();
  return { code: 0, json: {}, lines: [] };
}

type Bound = { ok: true; port: number } | { ok: false; ended: Ended };

function listen(server: Server, port: number, host: string): Promise<Bound> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ ok: false, ended: failed(error.code === 'EADDRINUSE' ? text.portTaken(port) : text.cannotListen) }),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve({ ok: true, port: typeof address === 'object' && address ? address.port : port });
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Takes no more requests, lets those under way finish, and after a while cuts off what is left. */
function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
