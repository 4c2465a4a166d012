/** The kit: every file holds exactly the school's values, in its own format, whatever the school is called. */
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../../server-stub/deploy/check/read.ts';
import { judge } from '../../../server-stub/deploy/check/judge.ts';
import { readXml, type Element } from '../../../server-stub/deploy/xml.ts';
import { firefoxId } from '../../../shared/extension-ids.ts';
import { checkPolicy } from '../../../shared/policy.ts';
import { settingNames } from '../../../shared/policy-settings.ts';
import { deployment, fileOf, id, kit, origin, publicKey, school, textOf } from './school-kit.ts';

const { values } = deployment;
const readable = [...kit.keys()].filter((path) => !/(README|settings|filter-allow-list)\.txt$/.test(path));

describe('the kit', () => {
  it('has a file for every console, install, settings and hardening apart', () => {
    expect([...kit.keys()].filter((path) => !/^(macos|hardening|linux\/(chrome|edge))\//.test(path))).toEqual([
      'README.txt',
      'filter-allow-list.txt',
      `firefox/managed-storage/${firefoxId}.json`,
      'firefox/policies.json',
      'google-admin/dolphin-settings.json',
      'intune/detect.ps1',
      'intune/oma-uri.txt',
      'intune/remediate.ps1',
      'linux/chromium/dolphin-install.json',
      'linux/chromium/dolphin-settings.json',
      'settings.txt',
      'setup-code.txt',
      'windows/admx/dolphin.admx',
      'windows/admx/en-GB/dolphin.adml',
      'windows/admx/en-US/dolphin.adml',
      ...['chrome', 'edge', 'firefox'].flatMap((browser) =>
        ['install', 'remove', 'settings'].map((what) => `windows/${browser}-${what}.reg`),
      ),
    ]);
  });

  it.each(readable)('%s is read back without a mistake', (path) => {
    const found = readPolicyFile(fileOf(path), path);
    expect(judge(found, { chromiumId: id, origin, kid: publicKey.kid })).toEqual([]);
  });

  const withSettings = readable.filter((path) =>
    /settings\.(json|reg|mobileconfig)$|policies\.json$|managed-storage|\.ps1$|oma/.test(path),
  );
  it.each(withSettings.filter((path) => !path.startsWith('hardening')))(
    '%s carries the school’s values, and they are taken',
    (path) => {
      const found = readPolicyFile(fileOf(path), path);
      for (const browser of new Set(found.values.map((value) => value.browser))) {
        const raw = Object.fromEntries(
          found.values.filter((value) => value.browser === browser).map(({ name, value }) => [name, value]),
        );
        expect(checkPolicy(raw)).toEqual(checkPolicy(values));
      }
      expect(found.values.length).toBeGreaterThanOrEqual(Object.keys(values).length);
    },
  );

  it('says in the README and in no placeholder what this school has to do', () => {
    const readme = textOf('README.txt');
    for (const part of [school, origin, id, firefoxId, deployment.fingerprint, String(values.setup)])
      expect(readme).toContain(part);
    for (const path of kit.keys())
      if (!path.endsWith('.ps1')) expect(textOf(path).replaceAll(/\$\{x\}/g, ''), path).not.toMatch(/\{[a-z]\w*\}/);
    const steps = [...readme.matchAll(/^ ?(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(steps).toEqual(steps.map((_, at) => at + 1));
  });

  it('never writes a single ExtensionSettings value into the registry', () => {
    for (const path of kit.keys())
      if (/\.(reg|ps1)$/.test(path)) expect(textOf(path)).not.toMatch(/"ExtensionSettings"/);
  });

  it('marks what was never run on a Mac or on Windows', () => {
    for (const path of kit.keys()) {
      if (path.endsWith('.mobileconfig')) expect(textOf(path), path).toContain('UNVERIFIED');
      if (path.startsWith('intune/')) expect(textOf(path), path).toContain('Not yet run');
    }
  });

  it('keeps letters in scripts that Windows PowerShell would misread', () => {
    expect(textOf('intune/detect.ps1')).toMatch(/^[\p{ASCII}]*$/u);
  });
});

describe('the administrative templates', () => {
  const read = (path: string): Element => {
    const root = readXml(textOf(path));
    if (!root) throw new Error(`${path} is not well formed`);
    return root;
  };
  const all = (from: Element, name: string): Element[] =>
    from.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
  const admx = read('windows/admx/dolphin.admx');
  const adml = read('windows/admx/en-GB/dolphin.adml');

  it('have a policy for every setting in every browser', () => {
    const names = all(admx, 'policy').map((policy) => policy.attributes['name']);
    for (const browser of ['Chrome', 'Edge', 'Firefox'])
      for (const name of ['install', ...settingNames]) expect(names).toContain(`Dolphin_${name}_${browser}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('name only strings and presentations that the words have, under ids that the schema allows', () => {
    const ids = (name: string) => all(adml, name).map((one) => one.attributes['id'] ?? '');
    const strings = new Set(ids('string'));
    const presentations = new Set(ids('presentation'));
    for (const one of [...strings, ...presentations]) expect(one).toMatch(/^[\p{L}\p{N}_]+$/u);
    const text = textOf('windows/admx/dolphin.admx');
    for (const [, kind, one = ''] of text.matchAll(/\$\((string|presentation)\.([^)]*)\)/g))
      expect(kind === 'string' ? strings : presentations, one).toContain(one);
    expect(all(adml, 'string').filter((one) => one.text.trim() === '')).toEqual([]);
  });

  it('have an en-US copy, which is what Windows falls back to', () => {
    expect(textOf('windows/admx/en-US/dolphin.adml')).toBe(textOf('windows/admx/en-GB/dolphin.adml'));
  });
});
