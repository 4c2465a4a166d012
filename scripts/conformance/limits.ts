/** Where a hide is known not to hold, cell by cell, and why. What holds again must leave this list: the tests see to it. */
import type { BrowserName } from '../situations/situation.ts';
import type { Answer, Cells } from './row.ts';

/** `chance`: it holds in some rounds and not in others, and no test can ask for either. */
export type Limit = { cells: Partial<Record<keyof Cells, Answer | 'chance'>>; why: string };

const notPressed: Cells = { hidden: 'no', sound: 'no', stays: '–', released: '–' };
const pressedByChance: Limit['cells'] = { hidden: 'chance', sound: 'chance', stays: 'chance' };

const systemPicker =
  'The picker is a window of the system’s: it takes every key and click, so no press can be made until it is closed; Esc closes it.';
const pictureFromMemory =
  'The page is covered and silent again, but for a moment the browser shows its icon (256 pixels), and now and then the picture that it kept of the page: it tells an extension of the page only when it shows it.';
const iconFromMemory = 'The page is covered and silent again; its icon (256 pixels) stays in the tab strip.';
const keysAfterPage =
  'Firefox gives a stroke to the page first and to the extension only when the page has answered; the toolbar dolphin works.';
const keysToTheNewest =
  'Firefox gives a stroke to the page first: where a new one is in front every 100 ms, it is gone before it has answered. The toolbar dolphin works, and so does a second stroke.';
const keysWhenFree = 'Firefox gives a stroke to the page first: the press is heard as soon as the page stops blocking.';
const soundAfterPage =
  'Firefox asks the page itself to be silent: one that hangs is heard until it is closed at release.';
const soundWhenFree = 'Firefox asks the page itself to be silent: it is heard until it stops blocking.';

export const limits: Readonly<Record<BrowserName, Readonly<Record<string, Limit>>>> = {
  chromium: {
    'file-picker/shortcut': { cells: notPressed, why: systemPicker },
    'back/shortcut': { cells: { stays: 'no' }, why: pictureFromMemory },
  },
  firefox: {
    'file-picker/shortcut': { cells: notPressed, why: systemPicker },
    'hung/shortcut': { cells: notPressed, why: keysAfterPage },
    'hung/toolbar': { cells: { sound: 'no' }, why: soundAfterPage },
    'busy/shortcut': { cells: {}, why: keysWhenFree },
    'busy/toolbar': { cells: {}, why: soundWhenFree },
    'tabs/shortcut': { cells: pressedByChance, why: keysToTheNewest },
    'popups/shortcut': { cells: pressedByChance, why: keysToTheNewest },
    'back/shortcut': { cells: { stays: 'no' }, why: iconFromMemory },
  },
};
