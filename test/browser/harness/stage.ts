/** Pages written by a test, served on loopback, and what may be done to them without a press. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import type { LearnerBrowser } from '../../../scripts/browsers/chromium.ts';
import { loud } from '../../../scripts/lesson.ts';

export type Play = { body: string; type?: string; headers?: Readonly<Record<string, string>> };
export type Stage = {
  /** Puts a page up and gives its address. */
  put: (name: string, play: Play) => string;
  /** Every request so far, as its path. */
  asked: string[];
  close: () => Promise<void>;
};

export async function openStage(): Promise<Stage> {
  const plays = new Map<string, Play>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push(path);
    const play = plays.get(path);
    response.writeHead(play ? 200 : 404, {
      'content-type': play?.type ?? 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...play?.headers,
    });
    response.end(play?.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The stage got no port.');
  return {
    asked,
    put(name, play) {
      const path = `/${encodeURIComponent(name)}`;
      plays.set(path, play);
      return `http://127.0.0.1:${address.port}${path}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A page in the loud colour, with `script` of its own and `inside` its body. */
export function loudPage(script: string, inside = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A hostile page</title>
<style>html { background: rgb(${loud.red} ${loud.green} ${loud.blue}); height: 100% }</style>
<body>${inside}<script>${script}</script></body></html>`;
}

/** An ordinary page with this inside. */
export const workPage = (inside: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Work</title>${inside}</html>`;

/** An ordinary page in the browser's first tab, brought to the front. */
export async function openWork(
  browser: LearnerBrowser,
  stage: Stage,
  name: string,
  inside: string,
  headers: Readonly<Record<string, string>>,
): Promise<Page> {
  const page = browser.context.pages()[0]!;
  await page.goto(stage.put(name, { body: workPage(inside), headers }));
  await page.bringToFront();
  return page;
}

/** The background covers, or uncovers, one page as it does in a press, but without the cover tab above it. */
export async function tellPage(
  browser: LearnerBrowser,
  page: Page,
  type: 'page.cover' | 'page.uncover',
): Promise<unknown> {
  const worker = await browser.worker();
  return worker.evaluate(
    async ([url, message]) => {
      const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
      return chrome.tabs.sendMessage(tab?.id ?? -1, { type: message, data: { pause: true } }, { frameId: 0 });
    },
    [page.url(), type] as const,
  );
}
