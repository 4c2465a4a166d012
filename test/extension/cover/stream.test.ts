import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { followStatus, readStatus, whileLeading, type StatusNews } from '../../../extension/cover/stream.ts';

const at = '2026-11-21T10:00:00.000Z';
const status = (state: string, by?: string) => JSON.stringify({ state, at, by });
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that answers `/events` and `/status` as told, and notes what it was asked. */
async function serve(events: Answer, answer: Answer) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    (request.url?.endsWith('/events') ? events : answer)(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/v1/reports/x/events` };
}

/** Long enough for the busiest machine; what is waited for comes within milliseconds. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 });

function follow(url: string, quietMs = 100) {
  const news: StatusNews[] = [];
  const stop = followStatus(
    { url, bearer: 'key' },
    { fetch, random: () => 0, pass: (one) => news.push(one), pollMs: 20, quietMs },
  );
  ends.unshift(stop);
  return news;
}

const refuse: Answer = (_, response) => response.writeHead(404).end();
const streaming =
  (...pieces: string[]): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces) response.write(piece);
  };

describe('a press’s own status', { timeout: 60_000 }, () => {
  it('is streamed with the key in the header only, and passed on as it changes', async () => {
    const { url, asked } = await serve(
      streaming(`id: 1\ndata: ${status('stored')}\n\n: still here\n\n`, `id: 2\ndata: ${status('acknowledged')}\n\n`),
      refuse,
    );
    const news = follow(url);
    await eventually(() => expect(news).toEqual([{ state: 'stored' }, { state: 'acknowledged' }]));
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer key', accept: 'text/event-stream' });
    expect(asked[0]?.url).toBe('/v1/reports/x/events');
    expect(asked[0]?.headers.cookie ?? asked[0]?.headers.referer).toBeUndefined();
  });

  it('is passed on once, and never goes back', async () => {
    const { url } = await serve(
      streaming(...['acknowledged', 'stored', 'acknowledged', 'released'].map((state) => `data: ${status(state)}\n\n`)),
      refuse,
    );
    const news = follow(url);
    await eventually(() => expect(news).toEqual([{ state: 'acknowledged' }, { state: 'released' }]));
  });

  it('is asked for when the stream is refused, cut short, silent or a login page', async () => {
    const silent: Answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    };
    const login: Answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<form>');
    const portal: Answer = (_, response) => response.writeHead(403).end();
    const cut: Answer = (_, response) => response.destroy();
    for (const events of [refuse, silent, login, portal, cut]) {
      const { url } = await serve(events, (_, response) => response.end(status('acknowledged', 'Mrs Ash')));
      const news = follow(url);
      await eventually(() => expect(news).toEqual([{ state: 'acknowledged', by: 'Mrs Ash' }]));
    }
  });

  it('is not asked for while the stream lives', async () => {
    let ticks = 0;
    const { url, asked } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      const tick = setInterval(() => {
        ticks += 1;
        response.write(ticks < 20 ? ': still here\n\n' : `data: ${status('acknowledged')}\n\n`);
        if (ticks === 20) clearInterval(tick);
      }, 10);
      ends.push(() => clearInterval(tick));
    }, refuse);
    const news = follow(url, 60_000);
    await eventually(() => expect(news).toHaveLength(1));
    // The first look comes before anything was heard only if the server is slower than that look.
    expect(asked.filter((request) => request.url?.endsWith('/status')).length).toBeLessThanOrEqual(1);
  });

  it('survives nonsense in the stream and in the answer', async () => {
    const { url } = await serve(
      streaming('data: {"state":"eaten"}\n\ndata: no json\n\ndata: null\n\n', `data: ${status('stored')}\n\n`),
      (_, response) => response.end('<html>'),
    );
    const news = follow(url);
    await eventually(() => expect(news).toEqual([{ state: 'stored' }]));
  });
});

describe('one status object', () => {
  it('is read only when it is one', () => {
    for (const text of ['', '[]', '{}', '{"state":"stored"}', '{"state":"stored","at":1}']) {
      expect(readStatus(text)).toBeUndefined();
    }
  });

  it('gives a name that cannot turn the sentence round or fill the screen', () => {
    expect(readStatus(status('acknowledged', ' \u202EMrs\u0000 Ash\n'))).toEqual({
      state: 'acknowledged',
      by: 'Mrs Ash',
    });
    expect(readStatus(status('acknowledged', 'x'.repeat(500)))?.by).toHaveLength(80);
    expect(readStatus(status('acknowledged', ' '))).toEqual({ state: 'acknowledged' });
  });
});

describe('eight covers', () => {
  it('stream one at a time, and the next takes over when the leader goes', async () => {
    const leading = new Set<number>();
    const stops = Array.from({ length: 8 }, (_, cover) =>
      whileLeading(navigator.locks, () => {
        leading.add(cover);
        return () => leading.delete(cover);
      }),
    );
    ends.push(() => stops.forEach((stop) => stop()));
    await eventually(() => expect([...leading]).toEqual([0]));
    stops[3]!();
    stops[0]!();
    await eventually(() => expect([...leading]).toEqual([1]));
  });
});
