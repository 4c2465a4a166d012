/** Dolphin's own ways to be pressed, found on the screen by its colour as an eye would, and its worker put to sleep. */
import type { Colour, Display } from '../../browsers/display.ts';
import type { Spot } from '../../browsers/press.ts';
import { pause } from '../scene.ts';
import { middleOf } from './eye.ts';
import type { Seat, Target } from './seat.ts';
import type { Box } from './watch.ts';

/** The dolphin's body, on the page and in the toolbar. */
const body: Colour = { red: 0x1f, green: 0x6f, blue: 0x8b };

/** Middle of the dolphin on the page, in the right lower part of a window. */
export function onPageDolphin(display: Display, { left, top, width, height }: Box): Promise<Spot | undefined> {
  return middleOf(display, body, { left: left + width - 150, top: top + height - 150, width: 150, height: 150 }, 300);
}

/** Middle of the pinned dolphin in the toolbar, which is the lower of the browser's own two rows. */
export function toolbarDolphin(display: Display, { left, top, width }: Box): Promise<Spot | undefined> {
  return middleOf(display, body, { left, top: top + 42, width, height: 44 }, 10);
}

type Version = { versionId: string; registrationId: string; scriptURL: string; runningStatus: string };

/** Stops the extension's worker as the browser does when it has been idle. Resolves when it sleeps. */
export async function putToSleep({ pipe, id, targets }: Seat): Promise<void> {
  const isWorker = ({ type, url }: Target) => type === 'service_worker' && url.includes(id);
  // A picture of the extension's own: its worker can be spoken of from there, and no script runs in it.
  const url = `chrome-extension://${id}/icon/16.png`;
  const { targetId } = await pipe.ask<Target>('Target.createTarget', { url, background: true });
  const { sessionId } = await pipe.ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const running = new Map<string, Version>();
  pipe.hear('ServiceWorker.workerVersionUpdated', (params) => {
    for (const version of (params as { versions: Version[] }).versions) running.set(version.versionId, version);
  });
  await pipe.ask('ServiceWorker.enable', {}, sessionId);
  // The page that was just opened woke it; what it still has to do for that page must not wake it again.
  await pause(500);
  for (let tries = 0; (await targets()).some(isWorker); tries += 1) {
    if (tries > 20) throw new Error('The worker does not sleep.');
    for (const { versionId, scriptURL } of running.values()) {
      if (scriptURL.includes(id)) await pipe.ask('ServiceWorker.stopWorker', { versionId }, sessionId);
    }
    await pause(150);
  }
  await pipe.ask('Target.detachFromTarget', { sessionId });
}
