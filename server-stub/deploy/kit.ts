/** Owns the whole kit of a school: every file that a technician may need, made from the same values. */
import { setupCodeCharacters } from '../../shared/limits.ts';
import { admxKit, categoryOf, policyName } from './admx.ts';
import { hardeningOf, updateUrl, updatesPath, xpiUrl, type Deployment, type KitFile } from './deployment.ts';
import { jsonKit } from './json-kit.ts';
import { macKit } from './mac-kit.ts';
import { meaningOf } from './meaning.ts';
import { settingNames, settings, typeOf } from '../../shared/policy-settings.ts';
import { registryKit, settingsKey, windowsBrowsers } from './registry-kit.ts';
import { deployFile, deployText } from './words.ts';
import { element, writeXml } from './xml.ts';

export function kitOf(deployment: Deployment): KitFile[] {
  const files = [...jsonKit(deployment), ...registryKit(deployment), ...admxKit(deployment), ...macKit(deployment)];
  return [
    { path: 'README.txt', content: readme(deployment) },
    { path: 'setup-code.txt', content: `${deployment.values.setup ?? ''}\n` },
    { path: 'filter-allow-list.txt', content: allowList(deployment) },
    { path: 'settings.txt', content: listOfSettings(deployment) },
    { path: 'intune/oma-uri.txt', content: omaUri(deployment) },
    ...files,
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readme(deployment: Deployment): string {
  const { school, origin, chromiumId, firefoxId, fingerprint, values } = deployment;
  const given = Object.entries(values).filter(([name]) => name !== 'setup');
  return deployFile('readme.en.txt', {
    school,
    origin,
    chromiumId,
    firefoxId,
    fingerprint,
    updateUrl: updateUrl(deployment),
    xpiUrl: xpiUrl(deployment),
    setup: String(values.setup ?? ''),
    most: setupCodeCharacters,
    given:
      given.length > 0 ? given.map(([name, value]) => `   ${name} = ${value}`).join('\n') : deployText('readme.none'),
    hardening: (['chrome', 'edge', 'firefox'] as const)
      .map((browser) => `   ${browser}: ${Object.keys(hardeningOf(browser)).join(', ')}`)
      .join('\n'),
  });
}

/** Hosts a filter must let through, one a line, as every filter takes them; what they are for stands before them. */
function allowList({ origin, values }: Deployment): string {
  const { host } = new URL(origin);
  const ceop = typeof values.ceopUrl === 'string' && URL.canParse(values.ceopUrl) ? [new URL(values.ceopUrl).host] : [];
  const lines = [
    deployText('allow.server', { path: updatesPath }),
    host,
    deployText('allow.help'),
    'www.childline.org.uk',
    ...ceop,
  ];
  return `${lines.join('\n')}\n`;
}

/** The registry path and type of every setting, for whoever sets them by hand. */
function listOfSettings(deployment: Deployment): string {
  const paths = windowsBrowsers.map((browser) => `  HKLM\\${settingsKey(deployment, browser)}`);
  const rows = settingNames.map((name) => {
    const { title, form } = meaningOf(name);
    const type = typeOf(settings[name]) === 'boolean' ? 'REG_DWORD' : 'REG_SZ';
    return `${name.padEnd(14)}  ${type.padEnd(9)}  ${title}. ${form}`;
  });
  return `${[deployText('settings.head'), '', ...paths, '', ...rows].join('\n')}\n`;
}

function omaUri(deployment: Deployment): string {
  const base = './Device/Vendor/MSFT/Policy';
  const rows = windowsBrowsers.flatMap((browser) => {
    const at = (name: string) =>
      `${base}/Config/Dolphin~Policy~Dolphin~${categoryOf(browser)}/${policyName(name, browser)}`;
    const values = Object.entries(deployment.values).map(([name, value]) =>
      typeof value === 'boolean'
        ? [at(name), value ? '<enabled/>' : '<disabled/>']
        : [at(name), `<enabled/>${fragment(name, value)}`],
    );
    return [[at('install'), '<enabled/>'], ...values];
  });
  return deployFile('oma-uri.en.txt', {
    ingest: `${base}/ConfigOperations/ADMXInstall/Dolphin/Policy/DolphinAdmx`,
    rows: rows.map((row) => row.join('\n')).join('\n\n'),
  });
}

/** The value as the policy service wants it, on one line. */
function fragment(id: string, value: string): string {
  return writeXml(element('data', { id, value })).split('\n')[1] ?? '';
}
