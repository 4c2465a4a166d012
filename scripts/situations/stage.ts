/** Serves the hostile pages on loopback, hears when each is ready, and has the calm page that stands behind them. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { loud } from '../lesson.ts';
import { makeTone } from './tone.ts';
import { hasPage, iconOf, pageOf, paper } from './pages.ts';
import { otherLoud, type BrowserName, type Situation } from './situation.ts';

export type Visit = {
  url: string;
  /** Settles when the page is painted and sounding; absent where no page of ours can say so. */
  ready?: Promise<void>;
  /** Lets the page go on to what it does, where the stage holds pages back. */
  begin?: () => void;
};

export type Stage = {
  origin: string;
  /** A new address for this situation's page, never given before. */
  visit: (situation: Situation, browser: BrowserName) => Visit;
  /** A new address for the page of a name: `beside` for the windows beside, `ordinary`, … */
  page: (name: string) => Required<Visit>;
  /** Quiet, still and in none of the loud colours: ordinary work. */
  calm: string;
  close: () => Promise<void>;
};

/** A page that was pressed away stays away for the day: each visit has an address of its own, where one can have it. */
function fresh(address: string, visit: number): string {
  if (address.startsWith('data:')) return `${address}<!--${visit}-->`;
  return address.startsWith('http:') ? `${address}?${visit}` : address;
}

/** Long enough that a page which hangs need not begin it again. */
const tone = makeTone(60, 6000);

/** The calm page's own colour: that it shows again tells that the screen was given back. */
export const calm = { red: 226, green: 238, blue: 203 };

/** `held`: a page begins what it does only when it is told to. A question that comes up at once may hide it from the start. */
export async function openStage({ held = false } = {}): Promise<Stage> {
  const waiting: Waiting = new Map();
  let visits = 0;
  const server = createServer((request, response) => void answer(request, response, waiting));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The stage got no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  const page = (name: string) => {
    if (!hasPage(name)) throw new Error(`The stage has no page "${name}".`);
    visits += 1;
    const visit = `${visits}`;
    const ready = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    if (!held) begun.resolve();
    waiting.set(visit, { ready: ready.resolve, begun: begun.promise });
    return { url: `${origin}/${name}?${visit}`, ready: ready.promise, begin: begun.resolve };
  };
  return {
    origin,
    page,
    visit({ name, page: other = name, address: given }, browser) {
      const at = typeof given === 'object' ? given[browser] : given;
      if (at === undefined) return page(other);
      visits += 1;
      return { url: fresh(at.startsWith('/') ? origin + at : at, visits) };
    },
    calm: `${origin}/calm`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Pages that have not told that they are ready, by their visit. */
type Waiting = Map<string, { ready: () => void; begun: Promise<void> }>;

async function answer(request: IncomingMessage, response: ServerResponse, waiting: Waiting) {
  const { pathname } = new URL(request.url ?? '/', 'http://stage');
  const send = (type: string, body: string | Buffer, status = 200, more: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': type, ...more });
    response.end(body);
  };
  switch (pathname) {
    case '/ready': {
      let visit = '';
      for await (const chunk of request) visit += String(chunk);
      const page = waiting.get(visit);
      page?.ready();
      await page?.begun;
      return send('text/plain', '');
    }
    case '/locked':
      return send('text/plain', 'Sign in', 401, { 'www-authenticate': 'Basic realm="Look here"' });
    case '/paper.pdf':
      return send('application/pdf', paper());
    case '/icon.svg':
      return send('image/svg+xml', iconOf(loud));
    case '/other-icon.svg':
      return send('image/svg+xml', iconOf(otherLoud));
    case '/calm-icon.svg':
      return send('image/svg+xml', iconOf(calm));
    case '/tone.wav':
      return send('audio/wav', tone);
    case '/calm':
      return send('text/html; charset=utf-8', calmPage);
  }
  const name = pathname.slice(1);
  if (hasPage(name)) send('text/html; charset=utf-8', pageOf(name));
  else send('text/plain', 'There is no such page.', 404);
}

const calmPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Rivers and seas</title>
<link rel="icon" href="/calm-icon.svg" type="image/svg+xml">
<style>
  :root { color-scheme: only light }
  html { background: rgb(${calm.red} ${calm.green} ${calm.blue}); color: rgb(38 50 38); height: 100% }
  body { font: 1.5rem/1.6 sans-serif; margin: 4rem auto; max-width: 40rem }
</style>
<h1>Rivers and seas</h1>
<p>A river begins at its source and ends at its mouth.
</html>`;
