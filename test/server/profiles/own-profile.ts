/** A school with a profile of its own beside its data, as a school would change one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRules } from '../../../server-stub/profiles/load.ts';
import type { Profile } from '../../../shared/profile.ts';
import { makeSchool, openSchool, temporaryFolder, type OpenSchool } from '../school.ts';

export async function ownProfile(change: (profile: Profile) => Profile): Promise<OpenSchool> {
  const made = await makeSchool(await temporaryFolder());
  const loaded = loadRules('default');
  if (!loaded.ok) throw new Error(loaded.mistakes.join(' '));
  mkdirSync(join(made.dir, 'profiles'));
  writeFileSync(join(made.dir, 'profiles/default.json'), JSON.stringify(change(loaded.rules.profile)));
  return openSchool({ made });
}
