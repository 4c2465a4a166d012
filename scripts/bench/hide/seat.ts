/** A learner's seat: one browser with one contender's extension. Opens windows for a round, and clears what was before. */
import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumFlags, placeFor, removeFolder } from '../../browsers/chromium.ts';
import type { Display } from '../../browsers/display.ts';
import type { ManagedValues } from '../../browsers/policy.ts';
import { killProfile } from '../../browsers/processes.ts';
import { beforeStop, startChild } from '../../step.ts';
import { pause } from '../scene.ts';
import { openPipe, type Pipe } from './pipe.ts';
import type { Box } from './watch.ts';

export type Seat = {
  readonly pipe: Pipe;
  /** The extension's id; empty without one. */
  readonly id: string;
  /** Opens one window for each address, side by side, the last one in front; every earlier window is closed. */
  show: (urls: readonly string[]) => Promise<readonly Box[]>;
  /** Everything that is open in a tab, the extension's worker too when it runs. */
  targets: () => Promise<readonly Target[]>;
  close: () => Promise<void>;
};

export type SeatOptions = {
  display: Display;
  extension: (folder: string) => string | null;
  policy?: ManagedValues;
  /** For the environment of the browser, such as where its sound goes. */
  env?: Readonly<Record<string, string>>;
};

export type Target = { targetId: string; type: string; url: string };

/** What is still open after so long is held by something that no person would wait for, ms. */
const clearWithinMs = 5000;

export async function openSeat({ display, extension, policy, env }: SeatOptions): Promise<Seat> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-bench-')));
  const { profile, room, id, extension: real } = placeFor(folder, extension(join(folder, 'extension')), policy);
  const flags = [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    // A page that makes a sound must not wait for somebody to click on it first.
    '--autoplay-policy=no-user-gesture-required',
  ];
  const browser = startChild(room.executable, [...chromiumFlags(real), ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, DISPLAY: display.name },
  });
  const pipe = openPipe(browser);
  const close = async () => {
    await killProfile(profile);
    removeFolder(folder);
  };
  const forget = beforeStop(close);
  while ((await targetsOf(pipe)).every(({ type }) => type !== 'page')) await pause(20);
  if (real && hasWorker(real)) {
    const isOurs = ({ url }: Target) => url.includes(id);
    while (!(await targetsOf(pipe)).some(isOurs)) await pause(20);
  }
  return {
    pipe,
    id,
    show: (urls) => show(pipe, urls),
    targets: () => targetsOf(pipe),
    async close() {
      forget();
      await close();
    },
  };
}

function hasWorker(extension: string): boolean {
  return readFileSync(join(extension, 'manifest.json'), 'utf8').includes('service_worker');
}

async function targetsOf(pipe: Pipe): Promise<readonly Target[]> {
  return (await pipe.ask<{ targetInfos: Target[] }>('Target.getTargets')).targetInfos;
}

async function show(pipe: Pipe, urls: readonly string[]): Promise<readonly Box[]> {
  const before = (await targetsOf(pipe)).filter(({ type }) => type === 'page');
  const boxes = tiles(urls.length);
  let last = '';
  for (const [at, url] of urls.entries()) {
    const { targetId } = await pipe.ask<Target>('Target.createTarget', { url, newWindow: true, ...boxes[at] });
    last = targetId;
  }
  const until = performance.now() + clearWithinMs;
  for (;;) {
    const now = new Set((await targetsOf(pipe)).map(({ targetId }) => targetId));
    const left = before.filter(({ targetId }) => now.has(targetId));
    if (left.length === 0) break;
    if (performance.now() > until) throw new Error('A page of the last round could not be closed.');
    // It may have been closed in between.
    for (const { targetId } of left) await pipe.ask('Target.closeTarget', { targetId }).catch(() => undefined);
    await pause(50);
  }
  await pipe.ask('Target.activateTarget', { targetId: last });
  return boxes;
}

/** The screen in as many equal parts. A window of Chromium is at least 500 px wide. */
function tiles(count: number): Box[] {
  const columns = count === 1 ? 1 : 2;
  const width = 1280 / columns;
  const height = Math.floor(800 / Math.ceil(count / columns));
  return Array.from({ length: count }, (_, at) => ({
    left: (at % columns) * width,
    top: Math.floor(at / columns) * height,
    width,
    height,
  }));
}
