/** GOV.UK's "Exit this page" as a page includes it: the package's own files, unmodified, added to every page it is given. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { root } from '../../step.ts';

const frontend = join(root, 'node_modules', 'govuk-frontend', 'dist', 'govuk');

const files: Readonly<Record<string, readonly [type: string, file: string]>> = {
  '/govuk/govuk-frontend.min.css': ['text/css', 'govuk-frontend.min.css'],
  '/govuk/govuk-frontend.min.js': ['text/javascript', 'govuk-frontend.min.js'],
};

const safePath = '/govuk/safe';

/** As the component's own documentation has it: first in the body, and the script that starts it. */
const component = `<link rel="stylesheet" href="/govuk/govuk-frontend.min.css">
<div class="govuk-exit-this-page" data-module="govuk-exit-this-page">
  <a href="${safePath}" role="button" draggable="false" class="govuk-button govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button" data-module="govuk-button" rel="nofollow noreferrer"><span class="govuk-visually-hidden">Emergency</span> Exit this page</a>
</div>
<script type="module">
  document.body.classList.add('js-enabled', 'govuk-frontend-supported');
  const { createAll, ExitThisPage } = await import('/govuk/govuk-frontend.min.js');
  createAll(ExitThisPage);
</script>`;

const html = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

const safePage = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Weather</title><p>Sunny later.';

export type ExitPages = {
  /** The same page with the component in it. */
  withExit: (url: string) => string;
  close: () => Promise<void>;
};

/** Stands in front of the pages' own server, on another port of loopback. */
export async function openExitPages(): Promise<ExitPages> {
  let behind = '';
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '/', method = 'GET' } = request;
    const own = files[path];
    if (own) return void response.writeHead(200, { 'content-type': own[0] }).end(readFileSync(join(frontend, own[1])));
    if (path === safePath) return void response.writeHead(200, html).end(safePage);
    let sent = '';
    for await (const chunk of request) sent += String(chunk);
    const original = await fetch(behind + path, { method, ...(method === 'POST' && { body: sent }) });
    const type = original.headers.get('content-type') ?? '';
    const body = Buffer.from(await original.arrayBuffer());
    if (!type.startsWith('text/html')) {
      response.writeHead(original.status, { 'content-type': type }).end(body);
      return;
    }
    response.writeHead(original.status, html).end(body.toString().replace('<body>', `<body>${component}`));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The pages with an exit got no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    withExit(url) {
      const from = new URL(url);
      behind = from.origin;
      return `${origin}${from.pathname}${from.search}${from.hash}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
