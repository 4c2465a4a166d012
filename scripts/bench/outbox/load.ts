/** Sends ready-made requests over kept connections, as quickly as they are answered or at a given rate, and times each. */
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** ms until each answer came, in the order of the answers; `others` counts answers that were not 200 or 201. */
export type Load = { times: number[]; tookMs: number; others: number };

type Line = { ask: (request: Buffer) => Promise<number>; close: () => void };

/** One connection, one request at a time. Bare sockets: a client of any comfort would take more time than the server. */
async function openLine(port: number): Promise<Line> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  let text = '';
  let answered = (_status: number): void => undefined;
  let failed = (_error: Error): void => undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    text += part;
    const end = endOf(text);
    if (end === undefined) return;
    const status = Number(text.slice(9, 12));
    text = text.slice(end);
    answered(status);
  });
  socket.on('error', (error) => failed(error));
  socket.on('close', () => failed(new Error('The server closed a connection.')));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        failed = reject;
        socket.write(request);
      }),
    close() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

/** Where the first answer in `text` ends, or `undefined` while some of it is still to come. */
function endOf(text: string): number | undefined {
  const body = text.indexOf('\r\n\r\n') + 4;
  if (body < 4) return undefined;
  const head = text.slice(0, body);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return text.length >= body + Number(length) ? body + Number(length) : undefined;
  const last = text.indexOf('0\r\n\r\n', body);
  return last < 0 ? undefined : last + 5;
}

async function over<T>(port: number, lines: number, use: (all: readonly Line[]) => Promise<T>): Promise<T> {
  const all = await Promise.all(Array.from({ length: lines }, () => openLine(port)));
  try {
    return await use(all);
  } finally {
    for (const line of all) line.close();
  }
}

/** All requests as quickly as so many connections get their answers. */
export function flood(port: number, requests: readonly Buffer[], lines: number): Promise<Load> {
  return over(port, lines, async (all) => {
    const load: Load = { times: [], tookMs: 0, others: 0 };
    let next = 0;
    const began = performance.now();
    await Promise.all(
      all.map(async (line) => {
        for (let at = next++; at < requests.length; at = next++) await timed(load, line, requests[at]!);
      }),
    );
    return { ...load, tookMs: performance.now() - began };
  });
}

/** So many a second, whether the answers come or not: a request that finds every connection busy waits, and that counts. */
export function stream(port: number, requests: readonly Buffer[], perSecond: number): Promise<Load> {
  return over(port, 64, async (all) => {
    const load: Load = { times: [], tookMs: 0, others: 0 };
    const free = [...all];
    const waiting: (() => void)[] = [];
    const began = performance.now();
    await Promise.all(
      requests.map(async (request, at) => {
        const dueAt = began + (at * 1000) / perSecond;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
        if (free.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
        const line = free.pop()!;
        await timed(load, line, request, dueAt);
        free.push(line);
        waiting.shift()?.();
      }),
    );
    return { ...load, tookMs: performance.now() - began };
  });
}

async function timed(load: Load, line: Line, request: Buffer, began = performance.now()): Promise<void> {
  const status = await line.ask(request);
  load.times.push(performance.now() - began);
  if (status !== 200 && status !== 201) load.others += 1;
}
