/** A covered page that opens popup upon popup: nothing of it shows for longer than a blink, and the guard stays calm. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDisplay, type Display } from '../../scripts/browsers/display.ts';
import { openHand, type Hand } from '../../scripts/browsers/hand.ts';
import { loud } from '../../scripts/lesson.ts';
import { openBare, type Bare } from './harness/bare.ts';
import { screenIsClear, screenIsLoud, watchScreen } from './harness/screen.ts';

let display: Display;
let hand: Hand;
beforeAll(async () => {
  display = await openDisplay();
  hand = openHand(display);
});
afterAll(async () => {
  await hand.close();
  await display.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const popups = 100;
const everyMs = 100;

/** Opens its popups when it is told to; by a worker's clock, because a hidden page's own beats once a second. */
const flooding = `
  const beat = new Worker(URL.createObjectURL(new Blob(['setInterval(() => postMessage(0), ${everyMs})'])));
  let tries = 0, begun = false;
  void fetch('/go').then(() => { begun = true; });
  beat.onmessage = () => {
    if (!begun || tries >= ${popups}) return;
    tries += 1;
    window.open('/popup', '_blank', FEATURES);
    if (tries === ${popups}) void fetch('/done');
  };`;

/** Serves the flooding page, another one and the popups; `go` begins it, `done` settles after the last. */
async function openFlood(features: string) {
  const told = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const page = (more: string) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
    <style>html { background: rgb(${loud.red} ${loud.green} ${loud.blue}); height: 100% }</style>
    <input autofocus name="writing">${more}</html>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/done') told.resolve();
    const script = pathname === '/flood' ? `<script>${flooding.replace('FEATURES', `'${features}'`)}</script>` : '';
    const answer = () => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(page(script));
    };
    if (pathname === '/go') void begun.promise.then(answer);
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The page got no port.');
  return {
    url: (path: string) => `http://127.0.0.1:${address.port}/${path}`,
    go: () => begun.resolve(),
    done: told.promise,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Counts every call of the extension that changes or reads tabs and windows. */
const counting = `globalThis.counted = 0;
  for (const space of [chrome.tabs, chrome.windows])
    for (const name of ['create', 'update', 'get', 'getAll', 'query', 'remove', 'discard', 'sendMessage']) {
      const call = space[name];
      if (call) space[name] = (...values) => { counted += 1; return call.apply(space, values); };
    }`;

/** Every window's state and the address that it shows. */
const windows = (bare: Bare) =>
  bare.ask<[state: string, shows: string][]>(
    `chrome.windows.getAll({ populate: true }).then((all) =>
      all.map(({ state, tabs }) => [state, tabs.find(({ active }) => active)?.url ?? '']))`,
  );

type Flood = { by: 'the page that was pressed' | 'another page'; features: string; left: number };
const floods: readonly Flood[] = [
  { by: 'the page that was pressed', features: 'width=600,height=500', left: 0 },
  { by: 'another page', features: 'width=600,height=500', left: 5 },
  { by: 'another page', features: 'width=600,height=500,noopener', left: 5 },
  { by: 'another page', features: '', left: 0 },
];

describe.for(floods)('a hundred windows ($features) opened by $by', ({ by, features, left }) => {
  test('end unseen, and the guard is calm during and after', async () => {
    const flood = await openFlood(features);
    const first = by === 'another page' ? 'flood' : 'other';
    const bare = await openBare(display, flood.url(first), ['--disable-popup-blocking']);
    await screenIsLoud(display);
    const pressed = by === 'another page' ? 'other' : 'flood';
    await bare.ask(`chrome.tabs.create({ url: '${flood.url(pressed)}', active: true }).then(() => 0)`);
    const loading = `chrome.tabs.query({ status: 'loading' }).then(({ length }) => length)`;
    await expect.poll(() => bare.ask<number>(loading), { timeout: 20_000 }).toBe(0);
    await pause(300);
    hand.stroke('x');
    hand.stroke('y');
    await bare.ask(`${counting} 0`);
    hand.stroke('alt+shift+d');
    await screenIsClear(display);
    const stop = watchScreen(display);
    flood.go();
    await flood.done;
    await pause(1000);
    const seen = await stop();
    const calls = await bare.ask<number>('counted');
    // A figure, no assertion: how long depends on the machine.
    console.log(`a hundred windows: a page was in sight for ${Math.round(seen.longest)} ms`);
    await screenIsClear(display);
    const stillOpen = await windows(bare);
    expect(stillOpen.length).toBeLessThanOrEqual(1 + left);
    expect(stillOpen.filter(([state, shows]) => state !== 'minimized' && !shows.includes('/cover.html#'))).toEqual([]);
    expect(calls).toBeLessThan(popups * 15);
    await pause(2000);
    expect((await bare.ask<number>('counted')) - calls).toBeLessThan(40);
    flood.close();
  });
});
