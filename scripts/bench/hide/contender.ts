/** Who is compared: Dolphin, what others ship, and each single technique, all asked by a real key of the same hand. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtExtension } from '../../browsers/chromium.ts';
import type { Display } from '../../browsers/display.ts';
import type { Hand } from '../../browsers/hand.ts';
import { root } from '../../step.ts';
import { middleOf } from './eye.ts';
import type { Box } from './watch.ts';

/** How a press is made: everything before its last key, that key, and letting go. */
export type Press = { ready: (hand: Hand) => void; go: (hand: Hand) => void; after: (hand: Hand) => void };

const nothing = (): void => undefined;

/** Alt+Shift+D; time runs from the D, as it does for a child. */
export const shortcut: Press = {
  ready(hand) {
    hand.down('alt');
    hand.down('shift');
  },
  go: (hand) => hand.stroke('d'),
  after(hand) {
    hand.up('shift');
    hand.up('alt');
  },
};

/** Shift three times: Exit this page acts when the third comes up. */
const threeShifts: Press = {
  ready(hand) {
    hand.stroke('shift');
    hand.stroke('shift');
    hand.down('shift');
  },
  go: (hand) => hand.up('shift'),
  after: nothing,
};

/** A click where the pointer was put before. */
export const click: Press = { ready: nothing, go: (hand) => hand.click(), after: nothing };

export type Contender = {
  readonly name: string;
  readonly kind: 'dolphin' | 'product' | 'technique';
  readonly press: Press;
  /** Points at what the press clicks on; `false` when that cannot be seen. */
  readonly point?: (display: Display, hand: Hand, windows: readonly Box[]) => Promise<boolean>;
  /** Makes the unpacked extension in an empty folder of its own, or gives one that exists; `null`: none. */
  readonly extension: (folder: string) => string | null;
  /** The page has to include it: only ordinary web pages can. */
  readonly inPage: boolean;
};

const rivals = join(root, 'scripts', 'bench', 'rivals');

type Parts = { worker?: string; content?: readonly string[] };

/** Our own few lines, as an extension with every permission that it could wish for. */
function pack(folder: string, name: string, { worker, content }: Parts): string {
  const manifest = {
    manifest_version: 3,
    name,
    version: '1',
    permissions: ['tabs'],
    host_permissions: ['<all_urls>'],
    ...(worker !== undefined && {
      background: { service_worker: worker },
      commands: { press: { suggested_key: { default: 'Alt+Shift+D' }, description: 'Hide' } },
    }),
    ...(content && {
      content_scripts: [{ matches: ['<all_urls>'], js: content, run_at: 'document_start', match_about_blank: true }],
    }),
  };
  mkdirSync(folder, { recursive: true });
  for (const file of ['cover.html', ...(content ?? []), ...(worker === undefined ? [] : [worker])]) {
    cpSync(join(rivals, file), join(folder, file));
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return folder;
}

const packed = (kind: 'product' | 'technique', name: string, parts: Parts): Contender => ({
  name,
  kind,
  press: shortcut,
  extension: (folder) => pack(folder, name, parts),
  inPage: false,
});

export const dolphin: Contender = {
  name: 'Dolphin',
  kind: 'dolphin',
  press: shortcut,
  extension: () => builtExtension,
  inPage: false,
};

const exitThisPage = { kind: 'product', extension: () => null, inPage: true } as const;

/** GOV.UK's red, of its button for what is dangerous. */
const exitRed = { red: 0xca, green: 0x35, blue: 0x35 };

export const contenders: readonly Contender[] = [
  dolphin,
  { name: 'GOV.UK Exit this page, Shift × 3', press: threeShifts, ...exitThisPage },
  {
    name: 'GOV.UK Exit this page, button',
    press: click,
    async point(display, hand, windows) {
      const front = windows.at(-1);
      const spot = front && (await middleOf(display, exitRed, { ...front, top: front.top + 86, height: 120 }, 1000));
      if (spot) hand.point(spot);
      return spot !== undefined;
    },
    ...exitThisPage,
  },
  packed('product', 'open a page, close every tab', { worker: 'close-tabs.js' }),
  packed('product', 'open a window, close every other', { worker: 'close-windows.js' }),
  packed('product', 'minimise every window', { worker: 'minimise-windows.js' }),
  packed('technique', 'overlay by the content script', { content: ['overlay.js', 'overlay-page.js'] }),
  packed('technique', 'overlay by the worker', {
    worker: 'overlay-worker.js',
    content: ['overlay.js', 'overlay-told.js'],
  }),
  packed('technique', 'tabs.update to a cover', { worker: 'update-tab.js' }),
  packed('technique', 'new cover tab', { worker: 'cover-tab.js' }),
  packed('technique', 'new cover tab, full screen', { worker: 'cover-tab-full-screen.js' }),
  packed('technique', 'popup window, full screen', { worker: 'popup-full-screen.js' }),
];
