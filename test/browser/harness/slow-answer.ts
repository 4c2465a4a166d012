/** A server before the school's that withholds the answer to the first report it passes on: the school has it, the device does not know. */
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';

export type SlowAnswer = {
  url: string;
  /** Reports passed on so far; a withheld answer counts once the school has given it. */
  answered: () => number;
  close: () => Promise<void>;
};

export async function openSlowAnswer(school: string): Promise<SlowAnswer> {
  let answered = 0;
  const server = createServer((from, to) => {
    const onward = ask(school + (from.url ?? '/'), { method: from.method, headers: from.headers }, (answer) => {
      const isReport = from.method === 'POST' && from.url === '/v1/reports';
      if (isReport) answered += 1;
      if (isReport && answered === 1) {
        answer.resume();
        return;
      }
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    from.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The server got no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answered: () => answered,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
