/** Where a hide is known not to hold, cell by cell, and why. What holds again must leave this list: the tests see to it. */
import type { BrowserName } from '../situations/situation.ts';
import type { Cells } from './row.ts';

export type Limit = { cells: Partial<Cells>; why: string };

export const limits: Readonly<Record<BrowserName, Readonly<Record<string, Limit>>>> = {
  chromium: {
    'file-picker/shortcut': {
      cells: { hidden: 'no', sound: 'no', stays: '–', released: '–' },
      why: 'The picker is a window of the system’s: it takes every key and click, so the press cannot be made until it is closed.',
    },
  },
  firefox: {},
};
