/** A real school's server for start, demo and tests: the command line a technician uses, and the staff API as a client. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { ReportAction, ReportView } from '../shared/staff-api.ts';
import type { ManagedValues } from './browsers/policy.ts';
import { root, runQuietly, startChild, stopChild } from './step.ts';

const server = join(root, 'server-stub', 'main.ts');
/** The server lets what is under way finish; this is longer than it allows itself. */
const drainMs = 12_000;

export type NewSchool = {
  siteCode: string;
  publicKey: Record<string, unknown>;
  kid: string;
  setup: string;
  adminLink: string;
  dslLink: string;
  recoveryCode: string;
};
export type Invited = { id: string; inviteLink: string; inviteCode: string };
export type NewPerson = { name: string; email: string; roles: readonly string[]; groups?: readonly string[] };

/** Runs a `dolphin` command in `data` and reads its JSON. Throws the command's own sentence when it fails. */
export async function dolphin<T>(data: string, ...args: string[]): Promise<T> {
  const done = await runQuietly(process.execPath, [server, ...args, '--data', data, '--json']);
  if (done.code !== 0) throw new Error(done.output.trim());
  // What Node itself says comes before; the answer is the one line that is an object.
  const line = done.output.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`dolphin ${args[0]} printed no JSON: ${done.output}`);
  return JSON.parse(line) as T;
}

export function initSchool(data: string, name: string, origin: string, profile?: string): Promise<NewSchool> {
  const chosen = profile === undefined ? [] : ['--profile', profile];
  return dolphin<NewSchool>(data, 'init', '--school', name, '--origin', origin, ...chosen);
}

export function addPerson(data: string, { name, email, roles, groups }: NewPerson): Promise<Invited> {
  const inGroups = groups ? ['--groups', groups.join(',')] : [];
  return dolphin<Invited>(
    data,
    'user',
    'add',
    '--name',
    name,
    '--email',
    email,
    '--roles',
    roles.join(','),
    ...inGroups,
  );
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (!address || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}

export type Serving = { child: ChildProcess; url: string; said: () => string };

/** Starts `dolphin serve`; resolves when it accepts. Rejects with what it said when it ends before. */
export async function serve(data: string, port: number, args: readonly string[] = []): Promise<Serving> {
  const child = startChild(process.execPath, [server, 'serve', '--data', data, '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: string) => {
      said += chunk;
      const found = /listening on (\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    child.once('close', () => reject(new Error(said.trim() || 'The server ended before it listened.')));
  });
  return { child, url, said: () => said };
}

export type School = {
  readonly url: string;
  readonly data: string;
  readonly made: NewSchool;
  /** Policy values for a device; `more` overrides single settings. */
  policy: (more?: ManagedValues) => ManagedValues;
  add: (person: NewPerson) => Promise<Invited>;
  /** Adds a person and accepts the invitation. */
  join: (person: NewPerson) => Promise<Staff>;
  /** SIGKILL, as a pulled plug. */
  kill: () => Promise<void>;
  /** Serves again, on the same port, from the same data. */
  restart: () => Promise<void>;
  /** Everything that the server said. */
  said: () => string;
  stop: () => Promise<void>;
};

/** Makes a school in `data` and serves it on a free loopback port; without `profile` it has the neutral one. */
export async function openSchool(data: string, name = 'Example Primary School', profile?: string): Promise<School> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const made = await initSchool(data, name, url, profile);
  let serving = await serve(data, port);
  const earlier: string[] = [];
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    earlier.push(serving.said());
    if (signal === 'SIGTERM') return stopChild(serving.child, drainMs);
    const ended = once(serving.child, 'exit');
    serving.child.kill('SIGKILL');
    await ended;
  };
  const add = (person: NewPerson) => addPerson(data, person);
  return {
    url,
    data,
    made,
    policy: (more) => ({ setup: made.setup, ...more }),
    add,
    join: async (person) => signIn(url, (await add(person)).inviteCode),
    kill: () => end('SIGKILL'),
    async restart() {
      serving = await serve(data, port);
    },
    said: () => [...earlier, serving.said()].join(''),
    stop: () => end('SIGTERM'),
  };
}

/** A member of staff who is signed in. */
export type Staff = {
  token: string;
  list: () => Promise<ReportView[]>;
  act: (id: string, action: ReportAction, body?: object) => Promise<Response>;
  /** Asks again until `ready` is content with a report, and gives it. */
  waitFor: (ready: (report: ReportView) => boolean, withinMs?: number) => Promise<ReportView>;
};

/** Accepts an invitation with a password, as the page behind the link does. */
export async function signIn(url: string, inviteCode: string): Promise<Staff> {
  const answer = await post(`${url}/api/invites/${inviteCode}`, { password: 'three dolphins swim slowly' });
  if (!answer.ok) throw new Error(`The invitation was answered ${answer.status}: ${await answer.text()}`);
  const { token } = (await answer.json()) as { token: string };
  const authorization = `Bearer ${token}`;
  const list = async () => {
    const response = await fetch(`${url}/api/reports`, { headers: { authorization } });
    if (!response.ok) throw new Error(`The list of reports was answered ${response.status}.`);
    return ((await response.json()) as { reports: ReportView[] }).reports;
  };
  return {
    token,
    list,
    act: (id, action, body = {}) => post(`${url}/api/reports/${id}/${action}`, body, { authorization }),
    async waitFor(ready, withinMs = 30_000) {
      const until = Date.now() + withinMs;
      while (Date.now() < until) {
        const found = (await list()).find(ready);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('No such report arrived in time.');
    },
  };
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
