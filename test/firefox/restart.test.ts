/** Firefox killed with a cover up and started again: restored or not, everything is covered by the same press. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pressShortcut } from '../../scripts/browsers/firefox-press.ts';
import { windowsOf } from '../../scripts/browsers/firefox-window.ts';
import { openPlace, type Place } from '../browser/harness/scene.ts';
import { addressesOf, coversAreGone, coversShow, openFirefox, openPage, pressOf, soon } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

/** Firefox writes its session down every so often, ms. */
const sessionWrittenMs = 3000;
const restoring = {
  'browser.startup.page': 3,
  'browser.sessionstore.resume_from_crash': true,
  'browser.sessionstore.max_resumed_crashes': 9,
  'browser.sessionstore.interval': 500,
};

test('killed and restored: the same press covers it, the reported page is known again, an adult releases it', async () => {
  const { school, lesson, lead } = place;
  const policy = school.policy();
  const first = await openFirefox({ policy, preferences: restoring });
  const other = lesson.url('calm');
  const reported = lesson.url('firefox/restored?q=1');
  await openPage(first, other);
  await openPage(first, reported);
  await pressShortcut(first);
  await coversShow(first, 'delivered');
  const press = pressOf((await windowsOf(first))[0]!);
  await new Promise((resolve) => setTimeout(resolve, sessionWrittenMs));
  await first.kill();

  const second = await openFirefox({ policy, preferences: restoring, folder: first.folder });
  await coversShow(second, 'delivered');
  expect(new Set((await windowsOf(second)).map(pressOf))).toEqual(new Set([press]));
  await expect.poll(() => addressesOf(second), soon).toContain(reported);
  const open = (await windowsOf(second)).flatMap(({ tabs }) => tabs).filter(({ url }) => url.startsWith('http'));
  expect(open.filter(({ muted }) => !muted)).toEqual([]);
  await lead.act(press, 'release');
  await coversAreGone(second);
  const left = await addressesOf(second);
  expect(left).not.toContain(reported);
  expect(left).toContain(other);
});
