/** A server between the device and the school that answers wrongly on request, as portals and proxies do. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export const faults = {
  'another id': (answer: Answer) => changed(answer, { id: crypto.randomUUID() }),
  'another digest': (answer: Answer) => changed(answer, { digest: 'A'.repeat(43) }),
  'a wrong proof': (answer: Answer) => changed(answer, { proof: 'A'.repeat(43) }),
  'no proof': (answer: Answer) => changed(answer, { proof: undefined }),
  'a page with status 200': () => page(200),
  'a redirect to a sign-in page': (_: Answer, self: string) => page(302, { location: `${self}/sign-in` }),
  'an error': () => page(500),
} as const;
export type Fault = keyof typeof faults;

type Answer = { status: number; headers: Record<string, string>; body: string };

function changed(answer: Answer, change: Record<string, unknown>): Answer {
  return { ...answer, body: JSON.stringify({ ...(JSON.parse(answer.body) as object), ...change }) };
}

function page(status: number, headers: Record<string, string> = {}): Answer {
  const allowed = { 'access-control-allow-origin': '*', 'content-type': 'text/html' };
  return { status, headers: { ...allowed, ...headers }, body: '<!doctype html><title>Sign in</title><p>Sign in' };
}

export type FaultServer = {
  url: string;
  /** What goes wrong from now on; `undefined`: nothing. */
  fault: Fault | undefined;
  /** Every report that was posted, by its id. */
  posted: string[];
  close: () => Promise<void>;
};

/** Passes everything on to `school`, and answers reports with the fault. Mostly the school has stored them all the same. */
export async function openFaultServer(school: string): Promise<FaultServer> {
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });
  const self: FaultServer = {
    url: '',
    fault: undefined,
    posted: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isReport = request.method === 'POST' && request.url === '/v1/reports';
    if (isReport) self.posted.push(String(request.headers['idempotency-key']).replaceAll('"', ''));
    const { fault } = self;
    const answer = await forward(school, request, Buffer.concat(chunks));
    const given = isReport && fault ? faults[fault](answer, self.url) : answer;
    response.writeHead(given.status, given.headers);
    response.end(given.body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The fault server got no port.');
  self.url = `http://127.0.0.1:${address.port}`;
  return self;
}

const notPassedOn = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'content-encoding',
]);

async function forward(school: string, request: IncomingMessage, body: Buffer<ArrayBuffer>): Promise<Answer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    notPassedOn.has(name) || value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const method = request.method ?? 'GET';
  const answer = await fetch(school + (request.url ?? '/'), {
    method,
    headers,
    redirect: 'manual',
    ...(body.length > 0 && { body }),
  });
  const kept = [...answer.headers].filter(([name]) => !notPassedOn.has(name));
  return { status: answer.status, headers: Object.fromEntries(kept), body: await answer.text() };
}
