/**
 * A Chromium that no driver holds: one that does stops every new window for a moment, and with it the page that opens a
 * hundred. Only the extension's own worker can be asked, over the browser's debugging port.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { builtExtension, chromiumFlags, placeFor, removeFolder } from '../../../scripts/browsers/chromium.ts';
import type { Display } from '../../../scripts/browsers/display.ts';
import { killProfile } from '../../../scripts/browsers/processes.ts';
import { startChild } from '../../../scripts/step.ts';

export type Bare = {
  /** Runs an expression in the worker and gives what JSON can say of its value. */
  ask: <T>(expression: string) => Promise<T>;
};

type Target = { type: string; url: string; webSocketDebuggerUrl: string };
type Answer = {
  id?: number;
  result?: { result?: { value?: unknown }; exceptionDetails?: { exception?: { description?: string } } };
};

export async function openBare(display: Display, url: string, args: readonly string[] = []): Promise<Bare> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-bare-')));
  const { profile, room, extension, id: extensionId } = placeFor(folder, builtExtension, undefined);
  onTestFinished(async () => {
    await killProfile(profile);
    removeFolder(folder);
  });
  const flags = [
    ...chromiumFlags(extension),
    '--remote-debugging-port=0',
    '--window-size=1280,800',
    '--window-position=0,0',
  ];
  startChild(room.executable, [`--user-data-dir=${profile}`, ...flags, ...args, url], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display.name },
  });
  const file = join(profile, 'DevToolsActivePort');
  // It is there before anything stands in it.
  const written = () => /^(\d+)\n/.exec(existsSync(file) ? readFileSync(file, 'utf8') : '')?.[1] ?? '';
  await expect.poll(written, { timeout: 30_000 }).not.toBe('');
  const port = written();
  const worker = async () => {
    const all = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[];
    return all.find(({ type, url: at }) => type === 'service_worker' && at.includes(extensionId))?.webSocketDebuggerUrl;
  };
  // Kept as it was found: a second look may meet a worker that is just being replaced.
  let found = '';
  await expect.poll(async () => (found = (await worker()) ?? ''), { timeout: 30_000 }).not.toBe('');
  const socket = new WebSocket(found);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  let asked = 0;
  const bare: Bare = {
    ask<T>(expression: string) {
      const id = (asked += 1);
      const answer = new Promise<T>((resolve, reject) => {
        const hear = ({ data }: MessageEvent<string>) => {
          const said = JSON.parse(data) as Answer;
          if (said.id !== id) return;
          socket.removeEventListener('message', hear);
          const failure = said.result?.exceptionDetails;
          if (failure) reject(new Error(failure.exception?.description ?? 'The worker failed.'));
          else resolve(said.result?.result?.value as T);
        };
        socket.addEventListener('message', hear);
      });
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
      return answer;
    },
  };
  // The browser shows a worker before it has given it its interfaces.
  await expect
    .poll(() => bare.ask<string>('typeof globalThis.chrome?.tabs?.create'), { timeout: 30_000 })
    .toBe('function');
  return bare;
}
