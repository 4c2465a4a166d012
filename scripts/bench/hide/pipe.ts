/**
 * The browser's own pipe, for what a person does to windows: open, place, close. Nothing is ever attached to a page that
 * is measured: an attached page keeps its full screen inside its tab and treats dialogs differently (measured).
 */
import type { ChildProcess } from 'node:child_process';
import { Readable, Writable } from 'node:stream';

type Answer = { id?: number; method?: string; params?: unknown; result?: unknown; error?: { message: string } };

export type Pipe = {
  /** Calls a method of the debugging protocol; `session` only for pages of ours. Rejects with the browser's own words. */
  ask: <T>(method: string, params?: object, session?: string) => Promise<T>;
  hear: (method: string, act: (params: unknown) => void) => void;
};

/** `browser` was started with `--remote-debugging-pipe` and pipes as its third and fourth descriptor. */
export function openPipe(browser: ChildProcess): Pipe {
  const [, , , out, into] = browser.stdio;
  if (!(out instanceof Writable) || !(into instanceof Readable)) throw new Error('The browser has no pipe.');
  const waiting = new Map<number, { done: (result: unknown) => void; failed: (error: Error) => void }>();
  const heard = new Map<string, (params: unknown) => void>();
  let last = 0;
  let rest = '';
  const take = ({ id, method, params, result, error }: Answer): void => {
    if (id === undefined) return heard.get(method ?? '')?.(params);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.failed(new Error(error.message));
    else asked?.done(result);
  };
  into.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) take(JSON.parse(part) as Answer);
  });
  // The browser was killed: whoever still asks hears so from its end.
  out.on('error', () => undefined);
  browser.once('exit', () => {
    for (const { failed } of waiting.values()) failed(new Error('The browser ended.'));
    waiting.clear();
  });
  return {
    ask<T>(method: string, params: object = {}, session?: string) {
      const id = (last += 1);
      out.write(`${JSON.stringify({ id, method, params, ...(session !== undefined && { sessionId: session }) })}\0`);
      return new Promise<unknown>((done, failed) => waiting.set(id, { done, failed })) as Promise<T>;
    },
    hear: (method, act) => void heard.set(method, act),
  };
}
