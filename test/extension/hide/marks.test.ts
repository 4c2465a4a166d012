/** Today's list of closed pages: what is on it, and what it costs when it is empty. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createMarks } from '../../../extension/hide/marks.ts';

const bad = 'https://example.org/upsetting?name=secret';
let at = new Date(2026, 10, 20, 10, 0).getTime();
let asked: string[] = [];
const list = () =>
  createMarks(
    async (address) => {
      asked.push(address);
      return `mark-${address.length}`;
    },
    () => at,
  );

beforeEach(() => {
  fakeBrowser.reset();
  at = new Date(2026, 10, 20, 10, 0).getTime();
  asked = [];
});

test('an empty list costs no mark at all', async () => {
  const marks = list();
  await marks.ready();
  expect(await marks.wayFor(bad)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('a closed page is known again that day, also by the next worker, and not after midnight', async () => {
  const marks = list();
  await marks.add([(await marks.of(bad))!], 'cover');
  expect(await marks.wayFor(bad)).toBe('cover');
  expect(await marks.wayFor('https://example.org/')).toBeUndefined();
  const next = list();
  await next.ready();
  expect(await next.wayFor(bad)).toBe('cover');
  at += 24 * 60 * 60_000;
  expect(next.any()).toBe(false);
  expect(await next.wayFor(bad)).toBeUndefined();
  await list().ready();
  await vi.waitFor(async () => expect(await fakeBrowser.storage.local.get()).toEqual({}));
});

test('a false press leaves the list', async () => {
  const marks = list();
  const mark = (await marks.of(bad))!;
  await marks.add([mark], 'cover');
  await marks.remove([mark]);
  expect(await marks.wayFor(bad)).toBeUndefined();
  expect(marks.any()).toBe(false);
});

test('the browser’s own pages are never marked: a new tab stays a new tab', async () => {
  const marks = list();
  for (const own of ['about:blank', 'about:newtab', 'chrome://newtab/', '', fakeBrowser.runtime.getURL('/cover.html')])
    expect(await marks.of(own), own).toBeUndefined();
  expect(await marks.of(`view-source:${bad}`)).toBeDefined();
});

test('without a key nothing is marked, and nothing fails', async () => {
  const marks = createMarks(
    () => Promise.reject(new Error('no database')),
    () => at,
  );
  expect(await marks.of(bad)).toBeUndefined();
});
