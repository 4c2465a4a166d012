/** The situations that a hide must survive: each is there once, and each has its page. */
import { expect, test } from 'vitest';
import { browserNames, handIn } from '../../scripts/situations/situation.ts';
import { situations } from '../../scripts/situations/situations.ts';
import { openStage } from '../../scripts/situations/stage.ts';

test('every situation has a name and words of its own', () => {
  expect(new Set(situations.map(({ name }) => name)).size).toBe(situations.length);
  expect(new Set(situations.map(({ says }) => says)).size).toBe(situations.length);
});

test('every page of the stage is served, and tells when it is ready', async () => {
  const stage = await openStage();
  for (const situation of situations) {
    for (const browser of browserNames) {
      expect(handIn(situation, browser)).toBeInstanceOf(Array);
      const { url, ready } = stage.visit(situation, browser);
      if (!ready) continue;
      expect((await fetch(url)).status).toBe(200);
      await fetch(`${stage.origin}/ready`, { method: 'POST', body: new URL(url).search.slice(1) });
      await ready;
    }
  }
  await stage.close();
});
