/** Every known mistake, seeded into a file of the kit: it is named, with one sentence and a fix. */
import { describe, expect, it } from 'vitest';
import { inWords } from '../../../../server-stub/commands/policy-check.ts';
import type { MistakeCode } from '../../../../server-stub/deploy/check/found.ts';
import { conflicts, judge } from '../../../../server-stub/deploy/check/judge.ts';
import { readPolicyFile } from '../../../../server-stub/deploy/check/read.ts';
import mistakes from '../../../../server-stub/deploy/words/mistakes.en.json' with { type: 'json' };
import { firefoxId } from '../../../../shared/extension-ids.ts';
import { encodeSetupCode } from '../../../../shared/setup-code.ts';
import { id, origin, publicKey, setup, textOf } from '../school-kit.ts';

const known = { chromiumId: id, origin, kid: publicKey.kid };
const google = 'google-admin/dolphin-settings.json';
const linux = 'linux/chromium/dolphin-settings.json';
const linuxInstall = 'linux/chromium/dolphin-install.json';
const edgeInstall = 'linux/edge/dolphin-install.json';
const firefox = 'firefox/policies.json';
const native = `firefox/managed-storage/${firefoxId}.json`;
const reg = 'windows/chrome-settings.reg';
const regInstall = 'windows/chrome-install.reg';
const edgeReg = 'windows/edge-install.reg';
const firefoxReg = 'windows/firefox-settings.reg';
const mac = 'macos/chrome-settings.mobileconfig';
const script = 'intune/remediate.ps1';
const oma = 'intune/oma-uri.txt';
const admx = 'windows/admx/dolphin.admx';
const code = 'setup-code.txt';

type Change = (text: string) => string;
const swap =
  (from: string | RegExp, to: string): Change =>
  (text) => {
    const changed = text.replace(from, () => to);
    if (changed === text) throw new Error(`There is no ${from} to seed a mistake into.`);
    return changed;
  };
const withKey = (more: object) => encodeSetupCode({ endpoint: origin, publicKey: { ...publicKey, ...more } });
const entry = (more: string): Change =>
  swap('"installation_mode": "force_installed"', `"installation_mode": "force_installed", ${more}`);
const beside = (more: string): Change => swap('{\n', `{\n  ${more},\n`);

const seeds: readonly (readonly [MistakeCode, string, Change])[] = [
  ['empty', linux, () => ' \n'],
  ['too-long', linux, (text) => text + ' '.repeat(2_000_001)],
  ['unknown-form', code, () => 'Dear technician, here it is.'],
  ['nothing', linux, () => '{}'],
  ['json-broken', linux, (text) => text.trimEnd().slice(0, -1)],
  ['json-broken', firefox, swap('"force_installed",', '"force_installed"')],
  ['json-quotes', google, (text) => text.replaceAll('"', '\u201d')],
  ['json-shape', linux, (text) => `[${text}]`],
  ['json-repeated', linux, swap('"tier": "ks1"', '"tier": "ks1", "tier": "ks2"')],
  ['json-in-text', linux, () => JSON.stringify({ '3rdparty': { extensions: { [id]: '{"room":"x"}' } } })],
  ['json-in-text', linuxInstall, () => JSON.stringify({ ExtensionSettings: '{}' })],
  ['google-bare', google, swap(/"tier": \{\s*"Value": "ks1"\s*\}/, '"tier": "ks1"')],
  ['google-case', google, swap(/"tier": \{\s*"Value"/, '"tier": {"value"')],
  ['wrapper', linux, swap('"ks1"', '{"Value": "ks1"}')],
  ['wrapper', firefox, swap('"ks1"', '{"Value": "ks1"}')],
  ['third-party', linux, swap('3rdparty', '3rdParty')],
  ['third-party', firefox, swap('3rdparty', 'thirdparty')],
  ['extensions-chrome', linux, swap('"extensions"', '"Extensions"')],
  ['extensions-firefox', firefox, swap('"Extensions"', '"extensions"')],
  ['extensions-firefox', firefoxReg, swap('\\3rdparty\\Extensions\\', '\\3rdparty\\extensions\\')],
  ['linux-bare', linux, () => JSON.stringify({ setup, HomepageLocation: 'https://www.school.example' })],
  ['policy-level', linux, (text) => text.replace(`"${id}": {`, `"${id}": { "policy": {`).replace('}', '}}')],
  ['native-type', native, swap('"storage"', '"stdio"')],
  ['native-name', native, swap(firefoxId, 'dolphin@other.example')],
  ['reg-head', reg, swap('Windows Registry Editor Version 5.00', 'REGEDIT4')],
  ['reg-line', reg, swap('"tier"="ks1"', '"tier"=ks1')],
  ['reg-line', reg, swap('"tier"="ks1"', 'tier="ks1"')],
  ['reg-hive', reg, swap('HKEY_LOCAL_MACHINE', 'HKEY_USERS')],
  ['reg-user', reg, swap('HKEY_LOCAL_MACHINE', 'HKEY_CURRENT_USER')],
  ['reg-wow', reg, swap('SOFTWARE\\', 'SOFTWARE\\WOW6432Node\\')],
  ['reg-path', reg, swap('\\Policies\\', '\\Polices\\')],
  ['reg-path', reg, swap('\\Google\\Chrome\\', '\\Google Chrome\\')],
  ['reg-path', reg, swap('\\3rdparty\\', '\\3rdpaty\\')],
  ['reg-path', script, (text) => text.replaceAll('Policies\\\\Google', 'Policy\\\\Google')],
  ['reg-path', admx, swap('SOFTWARE\\Policies\\Google', 'SOFTWARE\\Google')],
  ['reg-policy', reg, swap('\\policy]', ']')],
  ['reg-firefox-policy', firefoxReg, swap(`${firefoxId}]`, `${firefoxId}\\policy]`)],
  ['reg-overwrites', regInstall, swap(/\\ExtensionSettings\\.*/s, ']\r\n"ExtensionSettings"="{}"\r\n')],
  ['reg-type', reg, swap('"tier"="ks1"', '"tier"=hex(7):6b,00,73,00,31,00,00,00')],
  ['dword-text', reg, swap('"onPageDolphin"=dword:00000001', '"onPageDolphin"="true"')],
  [
    'dword-text',
    script,
    (text) => text.replace(/"onPageDolphin","type":"DWord","data":1/, '"onPageDolphin","type":"String","data":"true"'),
  ],
  ['dword-number', reg, swap('"onPageDolphin"=dword:00000001', '"onPageDolphin"=dword:00000002')],
  ['text-dword', reg, swap('"tier"="ks1"', '"tier"=dword:00000001')],
  ['boolean-text', linux, swap('"onPageDolphin": true', '"onPageDolphin": "true"')],
  ['boolean-text', mac, swap(/<key>onPageDolphin<\/key>\s*<true\/>/, '<key>onPageDolphin</key><string>true</string>')],
  ['script-table', script, swap('"setup",', '"setup"')],
  ['oma-user', oma, swap('./Device/Vendor/MSFT/Policy/Config', './User/Vendor/MSFT/Policy/Config')],
  ['oma-path', oma, swap('Dolphin~Policy~Dolphin~Dolphin_Edge', 'Dolphin~Policy~Edge')],
  ['oma-value', oma, swap('<enabled/><data', '<data')],
  ['xml-broken', mac, swap('</dict>', '')],
  ['xml-broken', mac, swap('<!DOCTYPE plist', '<!DOCTYPE plist [<!ENTITY x "y">]><!DOCTYPE plist')],
  ['xml-unknown', mac, () => '<policies/>'],
  ['mac-shape', mac, swap('PayloadContent', 'Payload')],
  ['mac-payload', mac, swap(/<key>PayloadUUID<\/key>\s*<string>[^<]*<\/string>/, '')],
  ['mac-domain', mac, swap('com.google.Chrome.extensions', 'com.google.chrome.extensions')],
  ['mac-level', mac, swap(`com.google.Chrome.extensions.${id}`, 'com.google.Chrome')],
  ['admx-setting', admx, swap('valueName="tier"', 'valueName="Tier"')],
  ['id-form', linux, swap(id, id.slice(0, -1))],
  ['id-other', linux, swap(id, 'p'.repeat(32))],
  ['id-firefox', firefox, (text) => text.replaceAll(firefoxId, 'dolphin@other.example')],
  ['id-firefox-in-chromium', linuxInstall, swap(id, firefoxId)],
  ['id-chromium-in-firefox', firefox, (text) => text.replaceAll(firefoxId, id)],
  ['id-form', reg, swap(id, 'ID')],
  ['unknown-setting', linux, swap('"tier"', '"Tier"')],
  ['unknown-setting', reg, swap('"room"=', '"raum"=')],
  ['refused', linux, swap('"ks1"', '"year 1"')],
  ['refused', google, swap('"ks1"', '"KS1"')],
  ['http', linux, swap('"tier": "ks1"', '"endpoint": "http://dolphin.school.example"')],
  [
    'private-key',
    linux,
    swap('"tier": "ks1"', `"publicKey": ${JSON.stringify(JSON.stringify({ ...publicKey, d: 'x' }))}`),
  ],
  ['private-key', code, () => withKey({ d: 'x' })],
  ['setup-damaged', code, (text) => text.trim().slice(0, -1)],
  ['setup-damaged', linux, swap(setup, setup.slice(0, 255))],
  ['setup-damaged', reg, swap(setup, setup.replace('dolphin1', 'Dolphin1'))],
  [
    'setup-long',
    reg,
    swap(
      setup,
      encodeSetupCode({ helpContacts: 'x'.repeat(400), siteCode: 'y'.repeat(200), schoolName: 'z'.repeat(100) }),
    ),
  ],
  ['other-key', code, () => withKey({ kid: 'older' })],
  ['other-server', code, () => encodeSetupCode({ endpoint: 'https://dolphin.other.example' })],
  ['http', code, () => encodeSetupCode({ endpoint: 'http://dolphin.school.example' })],
  ...['Aisha Khan', "Tom's laptop", 'KHAN, Aisha', 'a.khan@school.example'].map(
    (label) => ['child-name', linux, swap('"tier": "ks1"', `"deviceLabel": "${label}"`)] as const,
  ),
  ['star-installed', linuxInstall, swap(id, '*')],
  ['mode-missing', linuxInstall, swap('"installation_mode": "force_installed",', '')],
  ['mode-value', linuxInstall, swap('force_installed', 'forced')],
  ['mode-removes', linuxInstall, swap('force_installed', 'removed')],
  ['mode-optional', linuxInstall, swap('force_installed', 'normal_installed')],
  ['update-missing', linuxInstall, swap(/"update_url": "[^"]*",/, '')],
  ['update-crx', linuxInstall, swap('chromium.xml', 'dolphin-1.0.0.crx')],
  ['install-missing', firefox, swap(/"install_url": "[^"]*",/, '')],
  ['install-address', linuxInstall, swap('https://dolphin', 'dolphin')],
  ['install-http', firefox, swap('https://dolphin', 'http://dolphin')],
  ['install-http', edgeReg, swap('https://dolphin', 'http://dolphin')],
  ['other-store', edgeInstall, swap(/https:[^"]*/, 'https://clients2.google.com/service/update2/crx')],
  ['other-store', linuxInstall, swap(/https:[^"]*/, 'https://edge.microsoft.com/extensionwebstorebase/v1/crx')],
  ['firefox-word', linuxInstall, entry('"install_url": "https://x.example/x.xpi"')],
  ['chrome-word', firefox, entry('"toolbar_pin": "force_pinned"')],
  ['pin-value', linuxInstall, swap('force_pinned', 'bogus')],
  ['pin-value', regInstall, swap('force_pinned', 'pinned')],
  ['pin-unpinned', linuxInstall, swap('force_pinned', 'default_unpinned')],
  ['pin-in-edge', edgeInstall, entry('"toolbar_pin": "force_pinned"')],
  ['state-in-chrome', linuxInstall, swap('"toolbar_pin": "force_pinned"', '"toolbar_state": "force_shown"')],
  ['state-in-chrome', regInstall, swap('"toolbar_pin"="force_pinned"', '"toolbar_state"="force_shown"')],
  ['state-value', edgeInstall, swap('force_shown', 'hidden')],
  ['area-value', firefox, swap('navbar', 'toolbar')],
  ['private-windows', firefox, swap('"private_browsing": true', '"private_browsing": false')],
  ['hosts-all', linuxInstall, entry('"runtime_blocked_hosts": ["*://*"]')],
  ['hosts-server', linuxInstall, entry('"runtime_blocked_hosts": ["*://*.school.example"]')],
  ['permission-blocked', linuxInstall, entry('"blocked_permissions": ["tabs"]')],
  ['version-form', linuxInstall, entry('"minimum_version_required": "latest"')],
  ['private-open', linuxInstall, beside('"IncognitoModeAvailability": 0')],
  ['private-value', linuxInstall, beside('"IncognitoModeAvailability": "off"')],
  ['private-list', linuxInstall, beside('"IncognitoModeUrlAllowlist": ["https://x.example"]')],
  ['edge-policy', linuxInstall, beside('"InPrivateModeAvailability": 1')],
  ['chrome-policy', edgeInstall, beside('"IncognitoModeAvailability": 1')],
  ['guest', linuxInstall, beside('"BrowserGuestModeEnabled": true')],
  ['devtools', linuxInstall, beside('"DeveloperToolsAvailability": 1')],
  ['end-process', linuxInstall, beside('"TaskManagerEndProcessEnabled": true')],
  ['forcelist', linuxInstall, beside(`"ExtensionInstallForcelist": ["${id}"]`)],
];

function codesOf(path: string, text: string): { codes: MistakeCode[]; sentences: string[] } {
  const utf16 = path.endsWith('.reg');
  const bytes = utf16 ? Buffer.from(`\ufeff${text}`, 'utf16le') : new TextEncoder().encode(text);
  const found = judge(readPolicyFile(bytes, path), known);
  return {
    codes: found.map((one) => one.code),
    sentences: found.flatMap((one) => Object.values(inWords(one))),
  };
}

describe('dolphin policy check', () => {
  it.each(seeds)('names “%s” in %s', (wanted, path, change) => {
    const { codes, sentences } = codesOf(path, change(textOf(path)));
    expect(codes).toContain(wanted);
    // A mistake in one place is not a shower of others.
    expect(new Set(codes).size).toBeLessThanOrEqual(3);
    for (const sentence of sentences) expect(sentence).not.toMatch(/\{\w+\}|undefined|\[object/);
  });

  it('has a seed for every mistake it knows, and more than forty', () => {
    const seeded = new Set<string>([...seeds.map(([wanted]) => wanted), 'conflict', 'reg-encoding']);
    expect(Object.keys(mistakes).filter((one) => !seeded.has(one))).toEqual([]);
    expect(seeds.length).toBeGreaterThan(40);
  });

  it('says everything in one sentence, and how to mend it', () => {
    for (const [one, { says, fix }] of Object.entries(mistakes)) {
      expect(says, one).toMatch(/^[{A-Z*a-z].*\.$/);
      expect(fix.length, one).toBeGreaterThan(10);
    }
  });

  it('names letters that Windows would misread in a file that is not UTF-16', () => {
    const found = readPolicyFile(Buffer.from(textOf(reg)), reg);
    expect(judge(found, known).map((one) => one.code)).toEqual(['reg-encoding']);
  });

  it('names two files that say different things, and not two that say the same', () => {
    const read = (path: string, text: string) => ({ path, found: readPolicyFile(Buffer.from(text), path) });
    const same = [read('a.json', textOf(linux)), read('b.json', textOf(linux))];
    expect(conflicts(same)).toEqual([]);
    const other = [same[0]!, read('b.json', textOf(linux).replace('"ks1"', '"ks2"'))];
    expect(conflicts(other)).toMatchObject([{ path: 'b.json', mistake: { code: 'conflict' } }]);
  });

  it.each(['Trolley 2 no 14', 'CB-07', 'Library bay 3', 'Oak', 'Laptop 1', 'ICT Suite', 'Red Trolley', 'DESKTOP-7F3K'])(
    'takes the label %s for what it is',
    (label) => {
      const { codes } = codesOf(linux, textOf(linux).replace('"tier": "ks1"', `"deviceLabel": "${label}"`));
      expect(codes).toEqual([]);
    },
  );

  it('shows nothing of a file that could write over a terminal', () => {
    const { sentences } = codesOf(linux, textOf(linux).replace('"tier"', '"\\u001b[2J\\u202etier"'));
    expect(sentences.join('')).not.toMatch(/\p{C}/u);
  });
});
