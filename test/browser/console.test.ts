/** The console in a real Chromium against the real server: hostile addresses stay text, every page is accessible. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportView } from '../../shared/staff-api.ts';
import { openBrowser, openPlace, type Place } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hostile = 'https://evil.example/\u202Egpj.exe?q="><script>alert(1)</script>&n=\nline2\u200B#🐬';

/** A page of a person who has just accepted their invitation, and everything that went wrong on it. */
async function openConsole(name: string, roles: readonly string[]) {
  const browser = await openBrowser({ extension: null });
  const page = browser.context.pages()[0];
  if (!page) throw new Error('The browser has no tab.');
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    // A request that is refused is no fault of the page; a policy violation or an exception is.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong.push(message.text());
  });
  page.on('dialog', (dialog) => wrong.push(`a dialog: ${dialog.message()}`));
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@school.example`;
  const { inviteLink } = await place.school.add({ name, email, roles });
  await page.goto(inviteLink);
  await page.getByLabel('Choose a password').fill('three dolphins swim slowly');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Not now' }).click();
  await page
    .getByRole('link', { name: 'Account' })
    .or(page.getByRole('button', { name: 'Sign out' }))
    .first()
    .waitFor();
  return { page, wrong };
}

async function enter(entry: Record<string, string>): Promise<ReportView> {
  const answer = await fetch(`${place.school.url}/api/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.lead.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });
  return ((await answer.json()) as { report: ReportView }).report;
}

/** Violations of WCAG as axe-core finds them, and whether the page has to be moved sideways. */
async function faultsOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document).then(({ violations }) => [
      ...violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 100)).join(' ')),
      ...(document.documentElement.scrollWidth > innerWidth ? ['moves sideways'] : []),
    ])`,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value as string[];
}

test('a hostile address is text in a box: every character shown, nothing to click, nothing run', async () => {
  const { page, wrong } = await openConsole('Lead Two', ['dsl']);
  const report = await enter({ url: hostile, device: '<img src=x onerror=alert(1)>', room: 'Room\u202E4' });
  await page.goto(`${place.school.url}/reports/${report.id}`);
  const box = page.getByRole('group', { name: 'Address' });
  expect(await box.textContent()).toBe(
    'https://evil.example/\\u202egpj.exe?q="><script>alert(1)</script>&n=\\u000aline2\\u200b#🐬',
  );
  expect(await page.locator('a[href*="evil"], main img[src="x"], main script').count()).toBe(0);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('<img src=x onerror=alert(1)>');
  expect(wrong).toEqual([]);
});

test('a teacher never receives the address at all', async () => {
  const { page } = await openConsole('Teacher Two', ['teacher']);
  const report = await enter({ url: 'https://secret.example/only-for-the-lead', device: 'Trolley 9' });
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/\/api\/reports/.test(response.url())) bodies.push(response.text().catch(() => '')); // one may still be coming when the page is closed
  });
  await page.goto(`${place.school.url}/reports/${report.id}`);
  await page.getByRole('heading', { name: 'Trolley 9' }).waitFor();
  expect(bodies.length).toBeGreaterThan(0);
  expect((await Promise.all(bodies)).join()).not.toContain('only-for-the-lead');
});

test('every page is accessible, narrow and wide, light and dark, and keeps to the content policy', async () => {
  const { page, wrong } = await openConsole('Lead Three', ['dsl']);
  const report = await enter({ url: hostile, device: 'Trolley 7', room: 'Room 4', group: '3A' });
  const paths = ['/', `/reports/${report.id}`, '/entry', '/audit', '/account', '/connect', '/nothing/here'];
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      for (const path of paths) {
        await page.goto(place.school.url + path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        faults.push(...(await faultsOf(page)).map((fault) => `${path} ${width} ${colorScheme}: ${fault}`));
      }
    }
  }
  expect(faults).toEqual([]);
  expect(wrong).toEqual([]);
});

test('by keyboard alone a person signs in, adds an entry and says what it was', async () => {
  const { page } = await openConsole('Teacher Three', ['teacher']);
  await page.getByRole('link', { name: 'Account' }).press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByLabel('E-mail address').pressSequentially('teacher.three@school.example');
  await page.keyboard.press('Tab');
  await page.keyboard.type('three dolphins swim slowly');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Add entry' }).press('Enter');
  await page.getByLabel('Room').pressSequentially('Hall');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Nothing unsuitable' }).press('Enter');
  await page.getByText('Nothing unsuitable', { exact: true }).and(page.locator('.tag')).waitFor();
});

test('says that it is not connected when the server is gone, loses nothing, and finds back by itself', async () => {
  const { page } = await openConsole('Teacher Four', ['teacher']);
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.goto(`${place.school.url}/entry`);
  await page.getByLabel('Room').fill('Library');
  await place.school.kill();
  await page.getByRole('status').getByText('Not connected – trying again').waitFor();
  await page.getByRole('button', { name: 'Add the entry' }).click();
  await page.getByRole('alert').getByText('did not answer').waitFor();
  expect(await page.getByLabel('Room').inputValue()).toBe('Library');
  await place.school.restart();
  await page.getByText('Connected', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Add the entry' }).click();
  await page.getByRole('heading', { name: 'An entry by staff' }).waitFor();
});
