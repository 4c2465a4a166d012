/** Stands before the school in the bench: answers wrongly when told to, and remembers which reports have arrived, and which were called kept. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

const page = '<!doctype html><title>Sign in</title><p>Sign in to the network';
const answers = {
  'an error (500)': [500, {}, ''],
  'too many (429)': [429, { 'retry-after': '1' }, ''],
  'not allowed (401)': [401, {}, ''],
  'too large (413), says a proxy': [413, { 'content-type': 'text/html' }, page],
  'a sign-in page (200)': [200, { 'content-type': 'text/html' }, page],
} as const;
/** `no network`: the connection is cut; `no answer`: it stays open and silent. */
export type Fault = keyof typeof answers | 'no network' | 'no answer';

export type Gate = {
  url: string;
  fault: Fault | undefined;
  /** By contender: ids that were taken in, as often as they came. */
  arrived: (contender: string) => readonly string[];
  saidKept: (contender: string) => ReadonlySet<string>;
  close: () => Promise<void>;
};

export async function openGate(school: string): Promise<Gate> {
  const arrived = new Map<string, string[]>();
  const said = new Map<string, Set<string>>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const gate: Gate = {
    url: '',
    fault: undefined,
    arrived: (contender) => arrived.get(contender) ?? [],
    saidKept: (contender) => said.get(contender) ?? new Set(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, first = '', contender = '', id = ''] = (request.url ?? '').split('/');
    if (first === 'said') {
      said.set(contender, (said.get(contender) ?? new Set()).add(id));
      response.end();
      return;
    }
    const { fault } = gate;
    if (fault === 'no network') {
      request.socket.destroy();
      return;
    }
    const body = await text(request);
    if (fault === 'no answer') return;
    if (fault !== undefined) {
      const [status, headers, words] = answers[fault];
      response.writeHead(status, headers);
      response.end(words);
      return;
    }
    const who = first === 'v1' ? 'dolphin' : first;
    const given = first === 'v1' ? await forward(school, request, body) : { status: 201, body: '{}' };
    const of = first === 'v1' ? request.headers['idempotency-key'] : body;
    const found = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(String(of))?.[0];
    // The real school says itself when it has had one before.
    if (found !== undefined && given.status === 201) arrived.set(who, [...(arrived.get(who) ?? []), found]);
    response.writeHead(given.status, { 'content-type': 'application/json' });
    response.end(given.body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The gate got no port.');
  gate.url = `http://127.0.0.1:${address.port}`;
  return gate;
}

async function forward(school: string, request: IncomingMessage, body: string) {
  const kept = Object.entries(request.headers).filter(([name]) =>
    /^(content-type|authorization|idempotency-key|dolphin-.*)$/.test(name),
  );
  const headers = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
  const answer = await fetch(school + request.url, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text() };
}
