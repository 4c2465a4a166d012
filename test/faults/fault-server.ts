/** A school's server on real loopback sockets, behind everything that can go wrong with a connection. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerWith, ways, type Way } from '../extension/outbox/answer-ways.ts';
import type { Post, School } from '../extension/outbox/school.ts';

/** Seconds of a stall are so many ms here; the device's patience is scaled by the same. */
export const secondMs = 10;

type Plug = { response: ServerResponse; request: IncomingMessage; post: Post; school: School };
/** What no status and no header can say: these need the socket. */
const plugs = {
  'a reset after the body was read': async ({ request, post, school }: Plug) => {
    await school.answer(post);
    request.socket.resetAndDestroy();
  },
  'a reset before it was stored': async ({ request }: Plug) => void request.socket.resetAndDestroy(),
  'a stall of 25 s': (plug: Plug) => stalled(plug, 25),
  'a stall of 35 s': (plug: Plug) => stalled(plug, 35),
  'a stall of 35 s in the middle of the answer': async ({ response, post, school }: Plug) => {
    const answer = await (await school.answer(post)).text();
    response.writeHead(201, { 'content-type': 'application/json' });
    response.write(answer.slice(0, 20));
    await seconds(35);
    response.end(answer.slice(20));
  },
  'an answer cut in its middle': async ({ response, post, school }: Plug) => {
    const answer = await (await school.answer(post)).text();
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length });
    response.write(answer.slice(0, 60));
    await seconds(1);
    response.destroy();
  },
  'a slow 409': async ({ response }: Plug) => {
    await seconds(3);
    response.writeHead(409, { 'content-type': 'application/problem+json', 'retry-after': '3' });
    response.end('{"status":409}');
  },
  'no HTTP at all': async ({ request }: Plug) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
} satisfies Record<string, (plug: Plug) => Promise<void>>;

export type Fault = keyof typeof plugs | Way;
export const faults: readonly Fault[] = [...(Object.keys(plugs) as Fault[]), ...(Object.keys(ways) as Way[])].filter(
  (fault) => fault !== 'right',
);

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * secondMs));

async function stalled({ response, post, school }: Plug, count: number): Promise<void> {
  const answer = await school.answer(post);
  await seconds(count);
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}

export type FaultServer = {
  endpoint: string;
  /** `undefined`: all is well. */
  set: (fault: Fault | undefined) => void;
  /** The port answers no more, until `open`. */
  shut: () => Promise<void>;
  open: () => Promise<void>;
};

export async function openFaultServer(school: School): Promise<FaultServer> {
  let plug: keyof typeof plugs | undefined;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const post = { headers, body: await text(request) };
    if (plug) return plugs[plug]({ request, response, post, school });
    const answered = await school.answer(post);
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    response.end(Buffer.from(await answered.arrayBuffer()));
  }

  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    set(fault) {
      plug = undefined;
      school.follow(undefined);
      if (fault === undefined) return;
      if (fault in plugs) plug = fault as keyof typeof plugs;
      else answerWith(school, fault as Way);
    },
    async shut() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    open: () => listen(port),
  };
}
