/** Owns making a deployment of what a school's data folder holds and what the technician adds. */
import { setupCodeCharacters } from '../../shared/limits.ts';
import { firefoxId } from '../../shared/extension-ids.ts';
import { fingerprintOf } from '../../shared/fingerprint.ts';
import { checkPolicy, checkSetting } from '../../shared/policy.ts';
import { isSettingName, typeOf, settings, type SettingName } from '../../shared/policy-settings.ts';
import { encodeSetupCode } from '../../shared/setup-code.ts';
import { loadRules } from '../profiles/load.ts';
import type { Keys } from '../storage/keys.ts';
import type { School } from '../storage/schools.ts';
import type { Store } from '../storage/store.ts';
import type { Deployment, ManagedValue } from './deployment.ts';
import { extensionKey, type FoundKey } from './extension-key.ts';
import { siteCodeOf } from './site-code.ts';
import { deployText } from './words.ts';

export type Given = { ok: true; values: Partial<Record<SettingName, ManagedValue>> } | { ok: false; reason: string };

/** Settings as words of the command line, `name=value`, each checked as the extension will check it. */
export function readGiven(words: readonly string[]): Given {
  const values: Partial<Record<SettingName, ManagedValue>> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    const [name, value] = at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
    if (at < 0) return { ok: false, reason: deployText('given.form', { word: shown(word) }) };
    const checked = checkSetting(name, value);
    if (!checked.ok)
      return { ok: false, reason: deployText('given.wrong', { name: shown(name), reason: checked.reason }) };
    if (!isSettingName(name) || name === 'setup') return { ok: false, reason: deployText('given.setup') };
    values[name] = typeOf(settings[name]) === 'boolean' ? checked.value === true : value.trim();
  }
  return { ok: true, values };
}

const shown = (text: string) => text.replaceAll(/\p{C}/gu, '?').slice(0, 60);

/** The setup code: one string that carries the server, the site code, the public key and the school's name. */
export async function setupOf(
  place: Omit<Place, 'dir'>,
): Promise<{ setup: string; /** JWK as JSON. */ public_key: string }> {
  const { store, school } = place;
  const { public_key } = await store.read
    .selectFrom('school_key')
    .select('public_key')
    .where('school', '=', school.id)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow();
  const setup = encodeSetupCode({
    endpoint: school.origin,
    siteCode: await siteCodeOf(place),
    publicKey: public_key,
    schoolName: school.name,
  });
  if (setup.length > setupCodeCharacters) throw new Error(deployText('setup.long'));
  return { setup, public_key };
}

type Place = { dir: string; store: Store; keys: Keys; school: School };

/** Everything that a kit says; makes the extension's key and a site code where there are none yet. */
export async function deploymentOf(
  place: Place,
  more: Partial<Record<SettingName, ManagedValue>> = {},
): Promise<{ deployment: Deployment; key: FoundKey }> {
  const { school } = place;
  const { setup, public_key } = await setupOf(place);
  const { publicKey } = checkPolicy({ publicKey: public_key }).policy;
  if (!publicKey) throw new Error(deployText('key.public'));
  const key = await extensionKey(place);
  const fingerprint = await fingerprintOf(publicKey);
  const deployment: Deployment = {
    school: school.name,
    origin: school.origin,
    fingerprint,
    chromiumId: key.id,
    firefoxId,
    values: { setup, ...byProfile(place), ...more },
  };
  return { deployment, key };
}

/** What the school's own rules already say of its devices. */
function byProfile({ dir, school }: Place): Partial<Record<SettingName, ManagedValue>> {
  const loaded = loadRules(school.profile, dir);
  if (!loaded.ok) return {};
  const { learner, platform } = loaded.rules.profile;
  return {
    ...(learner.hideStyle === 'minimise' ? { hideStyle: learner.hideStyle } : {}),
    ...(platform.hosts.length > 0 ? { ownPlatforms: platform.hosts.join(',') } : {}),
  };
}
