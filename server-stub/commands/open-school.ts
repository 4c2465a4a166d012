/** Owns opening the data of a school that is there already, for every command but `init`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { People } from '../people/people.ts';
import { createSafeAsk } from '../alerts/safe-ask.ts';
import { loadRules } from '../profiles/load.ts';
import { keyVariable, openKeys, type Keys } from '../storage/keys.ts';
import { findSchool, getSetting, unlockSecret, type School } from '../storage/schools.ts';
import { databaseFile, openStore, type Store } from '../storage/store.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, type Ended } from './ended.ts';
import type { Environment } from './options.ts';

export type OpenSchool = { store: Store; keys: Keys; school: School; people: () => Promise<People> };

/** Runs `work` on the school of `dir`, and closes everything after it, however it ends. */
export async function withSchool(
  dir: string,
  environment: Environment,
  work: (open: OpenSchool) => Promise<Ended>,
): Promise<Ended> {
  // Opening would make a folder and a database where somebody only mistyped --data.
  if (!existsSync(join(dir, databaseFile))) return failed(text.noSchool);
  const store = await openStore(dir);
  let people: Promise<People> | undefined;
  try {
    const school = await findSchool(store);
    if (!school) return failed(text.noSchool);
    const keys = await openKeys(dir, environment[keyVariable]);
    const makePeople = async () => {
      // Loaded only where it is used: signing in takes half a second to load, and most commands need none of it.
      const { createPeople } = await import('../people/people.ts');
      const origin = () => school.origin;
      const oidc = { settings: () => oidcSettings(store, keys, school.id), ask: createSafeAsk() };
      const loaded = loadRules(school.profile, dir);
      const passwordMonths = loaded.ok ? loaded.rules.profile.access.passwordMonths : undefined;
      return createPeople({
        store,
        dir,
        origin,
        secret: keys.secretFor('people'),
        passwordMonths,
        oidc,
        now: Date.now,
      });
    };
    const openPeople = () => (people ??= makePeople());
    return await work({ store, keys, school, people: openPeople });
  } finally {
    await (await people)?.close();
    await store.close();
  }
}

/** Whole or not at all: without a domain any account of the provider would be one of ours. */
async function oidcSettings(store: Store, keys: Keys, school: string) {
  const [issuer, clientId, domain, locked] = await Promise.all(
    ['oidc.issuer', 'oidc.client-id', 'oidc.domain', 'oidc.client-secret'].map((key) => getSetting(store, school, key)),
  );
  const clientSecret = locked && unlockSecret(keys, school, 'oidc.client-secret', locked);
  return issuer && clientId && domain && clientSecret ? { issuer, clientId, domain, clientSecret } : undefined;
}
