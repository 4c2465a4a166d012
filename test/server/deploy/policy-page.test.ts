/** The settings page says what the schema says. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { policyPage } from '../../../server-stub/deploy/policy-page.ts';
import { settingNames } from '../../../shared/policy-settings.ts';

it('docs/policy.md is what the schema says; "npx vitest run -u" writes it again', async () => {
  const page = policyPage();
  for (const name of settingNames) expect(page).toContain(`## ${name}\n`);
  expect(page).not.toMatch(/\{\w+\}/);
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/policy.md'));
});
