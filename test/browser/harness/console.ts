/** A person at the console: how they come in, and what is wrong with a page they see. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { School } from '../../../scripts/school.ts';
import { openBrowser } from './scene.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page of a person who has just accepted their invitation, and everything that went wrong on it. */
export async function joinConsole(school: School, name: string, roles: readonly string[]) {
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
  const { inviteLink } = await school.add({ name, email, roles });
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

/** Violations of WCAG as axe-core finds them, and whether the page has to be moved sideways. */
export async function faultsOf(page: Page): Promise<string[]> {
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
