/**
 * While pages must stay hidden, or some of them must, every page starts under a veil (extension/dolphin/veil.ts). The
 * browser lays it by a script of its own before anything of the page; and in the first moments of a browser run, when it
 * does not yet know that script, the page's script lays it after one look into storage, long before our background runs.
 */
import { browser } from '../platform/browser.ts';
import { heldKey } from '../platform/held.ts';

const id = 'hold';
const file = '/hold.js';

export type Hold = (on: boolean) => void;

export function createHold(): Hold {
  let held: boolean | undefined;
  let done: Promise<unknown> = Promise.resolve();
  const begin = (): Promise<unknown> =>
    browser.scripting.registerContentScripts([
      { id, js: [file], matches: ['<all_urls>'], runAt: 'document_start', persistAcrossSessions: true },
    ]);
  const end = (): Promise<unknown> => browser.scripting.unregisterContentScripts({ ids: [id] });
  return (on) => {
    if (held === on) return;
    held = on;
    const { local } = browser.storage;
    (on ? local.set({ [heldKey]: true }) : local.remove(heldKey)).catch(() => undefined);
    // Refused where it is so already, by an earlier worker or an earlier run.
    done = done.then(on ? begin : end).catch(() => undefined);
  };
}
