/** What a tab shows, as staff are told. */
import { expect, test } from 'vitest';
import { addressOf, tabKindOf } from '../../../extension/hide/tab-kind.ts';

test.each([
  ['https://example.org/page', 'web'],
  ['https://example.org/paper.PDF?page=2', 'pdf'],
  ['file:///stories/story.pdf', 'pdf'],
  ['file:///stories/story.html', 'other'],
  ['chrome://newtab/', 'browser'],
  ['about:blank', 'browser'],
  ['chrome-error://chromewebdata/', 'error'],
  ['data:text/html,hello', 'other'],
  ['', 'other'],
  ['not an address', 'other'],
])('%s is of kind %s', (address, kind) => {
  expect(tabKindOf(address)).toBe(kind);
});

test('what shows is reported, not what is still on its way', () => {
  const tab = { url: 'https://example.org/shown', pendingUrl: 'https://example.org/next' };
  expect(addressOf(tab as Parameters<typeof addressOf>[0])).toBe('https://example.org/shown');
  expect(addressOf({ ...tab, url: '' } as Parameters<typeof addressOf>[0])).toBe('https://example.org/next');
});
