/** Serves the ordinary pages of `scripts/bench/pages/` on loopback and remembers what was asked for. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { root } from '../step.ts';

const folder = join(root, 'scripts', 'bench', 'pages');

/** Names of the pages, in order. */
export const ordinaryPages: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.slice(0, -'.html'.length))
  .toSorted();

export type PageServer = { url: (name: string) => string; asked: string[]; close: () => Promise<void> };

export async function openOrdinaryPages(): Promise<PageServer> {
  const asked: string[] = [];
  const server = createServer(({ url = '/' }, response) => {
    const name = new URL(url, 'http://localhost').pathname.slice(1);
    asked.push(`/${name}`);
    const known = ordinaryPages.includes(name);
    response.writeHead(known ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      // The strictest policy that a page can still be read under.
      ...(name === 'strict' && {
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      }),
    });
    response.end(known ? readFileSync(join(folder, `${name}.html`)) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The pages got no port.');
  return {
    url: (name) => `http://127.0.0.1:${address.port}/${name}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
