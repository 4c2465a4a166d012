/** Owns reading JSON policy: Google Admin, Linux, Firefox' policies.json and its native manifest. */
import { isSettingName, meantSetting } from '../../../shared/policy-settings.ts';
import type { Browser } from '../deployment.ts';
import { asText, isObject, mistake, nothingFound, shown, type Found } from './found.ts';

type Entries = Readonly<Record<string, unknown>>;

/** @param path of the file: the only hint whether a Linux file is for Edge */
export function readJson(text: string, path: string): Found {
  const parsed = parse(text);
  const found = nothingFound();
  if (!parsed.ok) {
    found.mistakes.push(mistake(parsed.code, '', { problem: parsed.problem }));
    return found;
  }
  for (const name of repeated(text)) found.mistakes.push(mistake('json-repeated', name, { name: shown(name) }));
  const { value } = parsed;
  if (!isObject(value)) found.mistakes.push(mistake('json-shape', ''));
  else if ('type' in value && 'data' in value) readNative(found, value, path);
  else if (isObject(value['policies'])) readFirefox(found, value['policies']);
  else if (isGoogle(value)) readGoogle(found, value);
  else readLinux(found, value, /edge/i.test(path) ? 'edge' : 'chromium');
  return found;
}

type Parsed = { ok: true; value: unknown } | { ok: false; code: 'json-quotes' | 'json-broken'; problem: string };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (/[\u201c\u201d\u201e]/.test(text)) return { ok: false, code: 'json-quotes', problem: '' };
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = at === undefined ? text.split('\n').length : text.slice(0, Number(at)).split('\n').length;
    return { ok: false, code: 'json-broken', problem: `line ${line}` };
  }
}

/** Settings of ours that stand twice in one object are too easily overlooked: the last one wins without a word. */
function repeated(text: string): string[] {
  const names = [...text.matchAll(/"(\w+)"\s*:/g)].map(([, name = '']) => name).filter(isSettingName);
  const objects = (text.match(/"[a-p]{32}"\s*:|"data"\s*:/g) ?? []).length;
  return [...new Set(names)].filter((name) => names.filter((other) => other === name).length > Math.max(1, objects));
}

/** Every entry is one of our settings or looks like one in a wrapper, and nothing else is there. */
function isGoogle(value: Entries): boolean {
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => isSettingName(name) || meantSetting(name) || wrapped(value[name]));
}

const wrapped = (value: unknown) => isObject(value) && Object.keys(value).length === 1 && /^value$/i.test(keyOf(value));
const keyOf = (value: Entries) => Object.keys(value)[0] ?? '';

function readGoogle(found: Found, value: Entries): void {
  found.form = 'google';
  for (const [name, entry] of Object.entries(value)) {
    if (!isObject(entry) || !wrapped(entry)) found.mistakes.push(mistake('google-bare', name, { name: shown(name) }));
    else if (keyOf(entry) !== 'Value') found.mistakes.push(mistake('google-case', name, { name: shown(name) }));
    const inside = isObject(entry) && wrapped(entry) ? entry[keyOf(entry)] : entry;
    found.values.push({ browser: 'chrome', id: undefined, name, value: inside, where: name });
  }
}

const thirdParty = /^(3rd|third)[-_ ]?part(y|ies)$/i;

/** The object behind `3rdparty`, under whatever spelling; wrong ones are named. */
function thirdPartyOf(found: Found, value: Entries): Entries | undefined {
  const name = Object.keys(value).find((key) => thirdParty.test(key));
  if (name === undefined) return undefined;
  if (name !== '3rdparty') found.mistakes.push(mistake('third-party', name, { name: shown(name) }));
  const inside = value[name];
  return isObject(inside) ? inside : {};
}

function extensionsOf(found: Found, inside: Entries, right: 'extensions' | 'Extensions'): Entries {
  const name = Object.keys(inside).find((key) => /^extensions?$/i.test(key));
  if (name === undefined) return {};
  if (name !== right) {
    const code = right === 'extensions' ? 'extensions-chrome' : 'extensions-firefox';
    found.mistakes.push(mistake(code, `3rdparty.${name}`, { name: shown(name) }));
  }
  const extensions = inside[name];
  return isObject(extensions) ? extensions : {};
}

function readLinux(found: Found, value: Entries, browser: Browser): void {
  found.form = 'linux';
  const inside = thirdPartyOf(found, value);
  if (inside) readValues(found, extensionsOf(found, inside, 'extensions'), browser, '3rdparty.extensions');
  readCommon(found, value, browser, '');
  if (!inside && !('ExtensionSettings' in value) && !('ExtensionInstallForcelist' in value)) {
    const bare = Object.keys(value).filter(isSettingName);
    if (bare.length > 0) found.mistakes.push(mistake('linux-bare', bare.join(', ')));
  }
}

function readFirefox(found: Found, policies: Entries): void {
  found.form = 'firefox';
  const inside = thirdPartyOf(found, policies);
  if (inside) readValues(found, extensionsOf(found, inside, 'Extensions'), 'firefox', '3rdparty.Extensions');
  readCommon(found, policies, 'firefox', 'policies.');
}

function readValues(found: Found, extensions: Entries, browser: Browser, where: string): void {
  for (const [id, given] of Object.entries(extensions)) {
    const at = `${where}.${shown(id)}`;
    if (typeof given === 'string') found.mistakes.push(mistake('json-in-text', at));
    if (!isObject(given)) continue;
    const inner = given['policy'];
    if (isObject(inner)) found.mistakes.push(mistake('policy-level', at));
    for (const [name, value] of Object.entries(isObject(inner) ? inner : given))
      found.values.push({ browser, id, name, value, where: `${at}.${shown(name)}` });
  }
}

/** What is the same in Chrome's and in Firefox' file. */
function readCommon(found: Found, value: Entries, browser: Browser, where: string): void {
  const settings = value['ExtensionSettings'];
  if (typeof settings === 'string') found.mistakes.push(mistake('json-in-text', `${where}ExtensionSettings`));
  if (isObject(settings))
    for (const [id, entry] of Object.entries(settings))
      if (isObject(entry)) found.installs.push({ browser, id, entry, where: `${where}ExtensionSettings.${shown(id)}` });
  for (const [name, other] of Object.entries(value))
    if (name !== 'ExtensionSettings' && !thirdParty.test(name))
      found.policies.push({ browser, name, value: other, where: `${where}${shown(name)}` });
}

function readNative(found: Found, value: Entries, path: string): void {
  found.form = 'native';
  const { name, type, data } = value;
  if (type !== 'storage') found.mistakes.push(mistake('native-type', 'type', { type: shown(type) }));
  const file = path.replace(/^.*[\\/]/, '');
  if (file !== `${asText(name)}.json`)
    found.mistakes.push(mistake('native-name', 'name', { name: shown(name), file: shown(file) }));
  if (!isObject(data)) return;
  const id = typeof name === 'string' ? name : '';
  for (const [setting, given] of Object.entries(data))
    found.values.push({ browser: 'firefox', id, name: setting, value: given, where: `data.${shown(setting)}` });
}
