/** A safeguarding lead goes from a press to a closed case through the pages alone, by keyboard, in a school of one profile. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Press } from '../../shared/report.ts';
import { pressOf, requestOf, sealReport } from '../server/sealed-report.ts';
import { faultsOf, joinConsole } from './harness/console.ts';
import { openPlace, type Place } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace('buxworth');
});
afterAll(() => place.close());

/** A sealed press as a device hands it in. */
async function press(members: Partial<Press>): Promise<string> {
  const { url, made } = place.school;
  const one = pressOf({ occurredAt: new Date().toISOString(), ...members });
  const sealed = await sealReport(one, made.publicKey as Parameters<typeof sealReport>[1]);
  const answer = await fetch(`${url}/v1/reports`, await requestOf(sealed, made.siteCode));
  expect(answer.status).toBe(201);
  return one.id;
}

const enter = (what: Locator) => what.press('Enter');
const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true });

/** The form of a step that comes next, opened if it is not. */
async function step(page: Page, name: string): Promise<Locator> {
  const one = page.locator('details.step').filter({ has: page.locator('summary').getByText(name, { exact: true }) });
  const isOpen = () => one.evaluate((details) => (details as HTMLDetailsElement).open);
  // The first of what comes next opens by itself, perhaps just now.
  const opened = async () => {
    if (!(await isOpen())) await enter(one.locator('> summary'));
    return isOpen();
  };
  await expect.poll(opened, { timeout: 20_000 }).toBe(true);
  return one;
}
const told = (page: Page, text: string) => page.locator('.timeline').getByText(text).first().waitFor();

test('a press becomes a case, is decided, and is closed', async () => {
  const { page, wrong } = await joinConsole(place.school, 'Lead Walk', ['dsl']);
  const others = ['https://other.example/video'];
  await press({ url: 'https://bad.example/page', others, device: 'Trolley 7', room: 'Room 4', group: '3A' });
  // Nothing has happened before: the register appears with the first press.
  const card = page.getByRole('article').filter({ hasText: 'Trolley 7' });
  await enter(button(card, 'I’m coming'));
  await enter(button(card, 'Unsuitable: report'));
  await enter(page.getByRole('link', { name: 'Register' }));
  await page.getByRole('heading', { level: 1, name: 'Register' }).waitFor();
  await enter(page.getByRole('link', { name: 'Trolley 7' }));

  const which = await step(page, 'Say which page it was');
  await which.getByLabel('https://other.example/video').press('Space');
  await enter(button(which, 'It was this page'));
  await told(page, 'Said which page it was');

  const kind = await step(page, 'Say what kind it is');
  await kind.getByLabel('Area of risk').selectOption('contact');
  await kind.getByLabel('Procedure of the policy').selectOption('11.3');
  await enter(button(kind, 'Save the kind'));
  await told(page, 'Said what kind it is');

  const decide = await step(page, 'Decide what happens');
  await decide.getByLabel('Decision').selectOption('school-action');
  await decide.getByLabel('Why').fill('A stranger wrote to the child.\nNobody was met.');
  await enter(button(decide, 'Save the decision'));
  await told(page, 'A stranger wrote to the child.');

  // This school's policy sends no mail: somebody copies the address to the provider. Of this kind, the police come first.
  const provider = await step(page, 'Send the address to the filter’s provider');
  expect(await provider.getByLabel('Provider', { exact: true }).inputValue()).not.toBe('');
  await provider.getByLabel('The police have been spoken to first').press('Space');
  await enter(button(provider, 'Save that it was sent'));
  await told(page, 'Sent to the provider');

  const children = await step(page, 'Children and their parents');
  await children.getByLabel('Child’s name').fill('Child A');
  await enter(button(children, 'Add the child'));
  await children.getByText('Nobody has decided about the parents').waitFor();
  expect(await page.locator('details.step > summary').getByText('Close the case').count()).toBe(0);
  const parents = children.locator('.card');
  await parents.getByLabel('By whom').fill('Lead Walk');
  await parents.getByLabel('How').selectOption('telephone');
  await parents.getByLabel('The police have been spoken to first').press('Space');
  await enter(button(parents, 'Save that they know'));
  await told(page, 'Parents told');

  const checklist = await step(page, 'The school’s checklist');
  const first = checklist.locator('.checklist > li').first();
  await enter(button(first, 'Done'));
  await first.locator('.tag').getByText('Done').waitFor();
  const second = checklist.locator('.checklist > li').nth(1);
  await enter(second.locator('summary'));
  await second.getByLabel('Not needed, because').fill('Nobody was unsure.');
  await enter(button(second, 'Not needed'));
  await second.getByText('Nobody was unsure.').waitFor();

  expect(await faultsOf(page)).toEqual([]);
  const close = await step(page, 'Close the case');
  await close.getByLabel('What came of it').fill('The provider was told.');
  await close.getByLabel('Why').fill('The child is safe.');
  await close.getByLabel('Lessons').fill('Talk about strangers.');
  await close.getByLabel('What changes').selectOption('curriculum');
  await enter(button(close, 'Close the case'));
  await told(page, 'Case closed');
  await page.locator('.lane-safeguarding').getByText('Closed').waitFor();

  // What was reported stays text, on every page that shows it.
  expect(await page.locator('a[href*="example/"]').count()).toBe(0);
  await page.goto(`${place.school.url}/incidents?show=closed&q=trolley%207`);
  await page.locator('.register').getByText('Closed', { exact: true }).waitFor();
  expect(wrong).toEqual([]);
});

test('every page of the school is accessible, narrow and dark as wide and light', async () => {
  const { page, wrong } = await joinConsole(place.school, 'Head Walk', ['head', 'dsl']);
  const illegal = await press({ url: 'https://locked.example/', device: 'Trolley 8' });
  await page.goto(`${place.school.url}/reports/${illegal}`);
  await enter(button(page, 'It may be illegal'));
  await enter(button(page, 'Lock it now'));
  await page.getByText('This may be illegal. The address is locked.').waitFor();
  const inside = ['board', 'day', 'dismissals', 'profile'].map((name) => `/school/${name}`);
  const paths = [`/incidents/${illegal}`, '/incidents', '/school', ...inside, '/concerns', '/concerns/new', '/entry'];
  const faults: string[] = [];
  // Narrow is where a page breaks; wide, those with something beside something.
  for (const [colorScheme, width, shown] of [
    ['dark', 320, paths],
    ['light', 1280, [`/incidents/${illegal}`, '/school/board', '/incidents']],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 700 });
    for (const path of shown) {
      await page.goto(place.school.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      faults.push(...(await faultsOf(page)).map((fault) => `${path} ${width} ${colorScheme}: ${fault}`));
    }
  }
  expect(faults).toEqual([]);
  expect(wrong).toEqual([]);
});
