/** The console in a real Chromium against the real server: hostile addresses stay text, every page is accessible. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportView } from '../../shared/staff-api.ts';
import { faultsOf, joinConsole } from './harness/console.ts';
import { openPlace, type Place } from './harness/scene.ts';

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const hostile = 'https://evil.example/\u202Egpj.exe?q="><script>alert(1)</script>&n=\nline2\u200B#🐬';

async function enter(entry: Record<string, string>): Promise<ReportView> {
  const answer = await fetch(`${place.school.url}/api/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.lead.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });
  return ((await answer.json()) as { report: ReportView }).report;
}

test('a hostile address is text in a box: every character shown, nothing to click, nothing run', async () => {
  const { page, wrong } = await joinConsole(place.school, 'Lead Two', ['dsl']);
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
  const { page } = await joinConsole(place.school, 'Teacher Two', ['teacher']);
  const report = await enter({ url: 'https://secret.example/only-for-the-lead', device: 'Trolley 9' });
  const bodies: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/\/api\/(reports|incidents)/.test(response.url())) bodies.push(response.text().catch(() => '')); // one may still be coming when the page is closed
  });
  await page.goto(`${place.school.url}/reports/${report.id}`);
  await page.getByRole('heading', { name: 'Trolley 9' }).waitFor();
  expect(bodies.length).toBeGreaterThan(0);
  expect((await Promise.all(bodies)).join()).not.toContain('only-for-the-lead');
});

test('every page is accessible, narrow and wide, light and dark, and keeps to the content policy', async () => {
  const { page, wrong } = await joinConsole(place.school, 'Lead Three', ['dsl']);
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
  const { page } = await joinConsole(place.school, 'Teacher Three', ['teacher']);
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
  const { page } = await joinConsole(place.school, 'Teacher Four', ['teacher']);
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
