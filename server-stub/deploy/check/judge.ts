/** Owns judging what was read: each setting against its schema and its form, each value of a key against the school. */
import { checkSetting } from '../../../shared/policy.ts';
import { isSettingName, settings, typeOf } from '../../../shared/policy-settings.ts';
import { decodeSetupCode } from '../../../shared/setup-code.ts';
import { setupCodeCharacters } from '../../../shared/limits.ts';
import { firefoxId, isChromiumId } from '../../../shared/extension-ids.ts';
import type { Browser } from '../deployment.ts';
import {
  asText,
  isObject,
  mistake,
  shown,
  type Found,
  type FoundValue,
  type KnownSchool,
  type Mistake,
} from './found.ts';
import { judgeInstall } from './judge-install.ts';
import { judgeBrowserPolicy } from './judge-browser-policy.ts';
import { looksLikeAName } from './child-name.ts';

/** Every mistake of a file, in the order of its parts. */
export function judge(found: Found, school: KnownSchool | undefined): Mistake[] {
  const ids = new Map<string, Mistake>();
  for (const { id, browser, where } of [...found.values, ...found.installs]) {
    if (id === undefined || id === '*' || ids.has(id)) continue;
    const wrong = judgeId(id, browser, where, school);
    if (wrong) ids.set(id, wrong);
  }
  const nothing =
    found.form !== undefined &&
    found.form !== 'admx' &&
    !found.removes &&
    found.mistakes.length + found.values.length + found.installs.length + found.policies.length === 0;
  return [
    ...found.mistakes,
    ...(nothing ? [mistake('nothing', '')] : []),
    ...ids.values(),
    ...found.values.flatMap((value) => judgeValue(value, found, school)),
    ...found.installs.flatMap((install) => judgeInstall(install, hostOf(found, school))),
    ...found.policies.flatMap(judgeBrowserPolicy),
  ];
}

function judgeId(id: string, browser: Browser, where: string, school: KnownSchool | undefined): Mistake | undefined {
  const values = { id: shown(id), right: browser === 'firefox' ? firefoxId : (school?.chromiumId ?? '') };
  if (browser === 'firefox') {
    if (isChromiumId(id)) return mistake('id-chromium-in-firefox', where, values);
    return id === firefoxId ? undefined : mistake('id-firefox', where, values);
  }
  if (id.includes('@')) return mistake('id-firefox-in-chromium', where, values);
  if (!isChromiumId(id)) return mistake('id-form', where, values);
  return school && id !== school.chromiumId ? mistake('id-other', where, values) : undefined;
}

function judgeValue(found: FoundValue, { form }: Found, school: KnownSchool | undefined): Mistake[] {
  const { name, where, stored } = found;
  const at = { name: shown(name), value: shown(found.value) };
  let { value } = found;
  if (isObject(value) && 'Value' in value) return [mistake('wrapper', where, at)];
  if (stored === 'other') return [mistake('reg-type', where, at)];
  if (!isSettingName(name)) {
    const checked = checkSetting(name, '');
    return [mistake('unknown-setting', where, { ...at, reason: checked.ok ? '' : checked.reason })];
  }
  if (typeOf(settings[name]) === 'boolean') {
    // Firefox takes the words too; Chrome's reading of a registry does not.
    if (stored === 'text' && !/^[01]$/.test(asText(value))) return [mistake('dword-text', where, at)];
    if (stored === 'number' && value !== 0 && value !== 1) return [mistake('dword-number', where, at)];
    if (stored === undefined && typeof value !== 'boolean') return [mistake('boolean-text', where, at)];
    value = stored === undefined ? value : value === 1 || value === '1';
  } else if (stored === 'number') return [mistake('text-dword', where, at)];
  const checked = checkSetting(name, value);
  if (!checked.ok) return [judgeRefused(name, checked.reason, where, at)];
  if (name === 'setup') return judgeSetup(asText(value), where, form, school);
  if (name === 'endpoint') return judgeEndpoint(checked.value, where, school);
  if (name === 'deviceLabel' && looksLikeAName(asText(checked.value))) return [mistake('child-name', where, at)];
  return [];
}

function judgeRefused(name: string, reason: string, where: string, at: Readonly<Record<string, string>>): Mistake {
  if (name === 'setup') return mistake('setup-damaged', where, { reason });
  if (/private part/.test(reason)) return mistake('private-key', where, {});
  if (/https:\/\//.test(reason) && /^"?http:/.test(at['value'] ?? '')) return mistake('http', where, at);
  return mistake('refused', where, { ...at, reason });
}

function judgeSetup(code: string, where: string, form: Found['form'], school: KnownSchool | undefined): Mistake[] {
  const decoded = decodeSetupCode(code);
  if (!decoded.ok) return [];
  const inside = Object.entries(decoded.values).flatMap(([name, value]) => {
    const checked = checkSetting(name, value);
    if (!checked.ok) return [judgeRefused(name, checked.reason, where, { name: shown(name), value: shown(value) })];
    if (name === 'endpoint') return judgeEndpoint(checked.value, where, school);
    if (name !== 'publicKey' || !school || !isObject(checked.value) || checked.value['kid'] === school.kid) return [];
    return [mistake('other-key', where)];
  });
  const long = code.trim().length > setupCodeCharacters && form !== 'google' && form !== 'code';
  return [...(long ? [mistake('setup-long', where, { most: asText(setupCodeCharacters) })] : []), ...inside];
}

function judgeEndpoint(value: unknown, where: string, school: KnownSchool | undefined): Mistake[] {
  const origin = typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : undefined;
  if (!school || !origin || origin === school.origin) return [];
  return [mistake('other-server', where, { value: shown(value), right: school.origin })];
}

/** Of the school's server, as far as the file or the school itself says. */
function hostOf({ values }: Found, school: KnownSchool | undefined): string | undefined {
  const given = values.find(({ name }) => name === 'endpoint')?.value ?? school?.origin;
  return typeof given === 'string' && URL.canParse(given) ? new URL(given).hostname : undefined;
}

/** Values of the same setting that differ between files: which one a browser takes is nobody's choice. */
export function conflicts(files: readonly { path: string; found: Found }[]): { path: string; mistake: Mistake }[] {
  const known = new Map<string, { path: string; value: string }>();
  return files.flatMap(({ path, found }) =>
    found.values.flatMap(({ browser, id = '', name, value, where }) => {
      const key = `${found.form} ${browser} ${id} ${name}`;
      const written = JSON.stringify(value) ?? '';
      const before = known.get(key);
      if (!before) known.set(key, { path, value: written });
      if (!before || before.value === written || before.path === path) return [];
      return [{ path, mistake: mistake('conflict', where, { name: shown(name), other: before.path }) }];
    }),
  );
}
