/** How much of every measured time is the tool's own: from the word to xdotool to the browser's event, and to the page. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { sharedNow } from '../../browsers/cover-states.ts';
import type { Display } from '../../browsers/display.ts';
import type { Hand } from '../../browsers/hand.ts';
import { pause } from '../scene.ts';
import { click, shortcut, type Press } from './contender.ts';
import { openSeat } from './seat.ts';

/** ms from the word to the tool; `event` until the browser stamped it (whole ms), `page` until a page's script ran. */
export type ToolTimes = { what: string; event: readonly number[]; page: readonly number[] };

/** `browser`: what it calls itself. */
export type Timed = { tool: readonly ToolTimes[]; browser: string };

/** Says of every key and click when it happened and when it was heard, both on the clock that all processes share. */
const listening = `<!doctype html><meta charset="utf-8"><title>Listening</title><script>
for (const type of ['keydown', 'click']) addEventListener(type, (event) => {
  if (type === 'keydown' && event.code !== 'KeyD') return;
  const { timeOrigin } = performance;
  fetch('/heard', { method: 'POST', body: JSON.stringify([timeOrigin + event.timeStamp, timeOrigin + performance.now()]) });
});
</script>`;

export async function timeTool(display: Display, hand: Hand, rounds: number): Promise<Timed> {
  const heard: ((moments: [number, number]) => void)[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(request.url === '/heard' ? '' : listening);
      if (request.url === '/heard') heard.shift()?.(JSON.parse(body) as [number, number]);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The listening page got no port.');
  const seat = await openSeat({ display, extension: () => null });
  try {
    hand.point({ x: 640, y: 400 });
    await seat.show([`http://127.0.0.1:${address.port}/`]);
    await pause(1500);
    const times = async (what: string, press: Press): Promise<ToolTimes> => {
      const event: number[] = [];
      const page: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        press.ready(hand);
        await pause(100);
        const told = new Promise<[number, number]>((resolve) => heard.push(resolve));
        const began = sharedNow();
        press.go(hand);
        const [stamped, ran] = await told;
        press.after(hand);
        event.push(stamped - began);
        page.push(ran - began);
      }
      return { what, event, page };
    };
    const { product } = await seat.pipe.ask<{ product: string }>('Browser.getVersion');
    return { tool: [await times('key', shortcut), await times('click', click)], browser: product };
  } finally {
    await seat.close();
    server.closeAllConnections();
    server.close();
  }
}
