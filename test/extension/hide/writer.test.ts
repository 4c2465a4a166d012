/** Whose page a window without an address of its own shows. */
import { expect, test } from 'vitest';
import { writerOf } from '../../../extension/hide/writer.ts';
import type { Tab, Window } from '../../../extension/platform/browser.ts';

const tab = (id: number, windowId: number, url: string, openerTabId?: number) =>
  ({ id, windowId, url, ...(openerTabId !== undefined && { openerTabId }) }) as Tab;
const opener = tab(1, 10, 'https://example.org/upsetting');
const windows = [{ id: 10, tabs: [opener] }, { id: 20 }] as Window[];

test.each([
  ['a blank window of its own is its opener’s', tab(2, 20, 'about:blank', 1), opener],
  ['a blank tab beside its opener is a person’s', tab(2, 10, 'about:blank', 1), undefined],
  ['a page with an address is itself', tab(2, 20, 'https://example.org/other', 1), undefined],
  ['a blank window that nobody opened is itself', tab(2, 20, 'about:blank'), undefined],
  ['an opener that is gone tells nothing', tab(2, 20, 'about:blank', 7), undefined],
])('%s', (_what, pressed, expected) => {
  expect(writerOf(pressed, windows)).toBe(expected);
});
