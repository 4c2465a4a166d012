/** Owns the kit's Windows registry files and scripts. All are made from the same rows. */
import {
  hardeningOf,
  idOf,
  installEntry,
  type Browser,
  type Deployment,
  type KitFile,
  type ManagedValue,
} from './deployment.ts';
import { deployFile } from './words.ts';

/** One registry value under HKEY_LOCAL_MACHINE. */
export type RegistryRow = { key: string; name: string; value: string | number };

export const policyRoots = {
  chrome: 'SOFTWARE\\Policies\\Google\\Chrome',
  edge: 'SOFTWARE\\Policies\\Microsoft\\Edge',
  firefox: 'SOFTWARE\\Policies\\Mozilla\\Firefox',
} as const;
export type WindowsBrowser = keyof typeof policyRoots;
export const windowsBrowsers = ['chrome', 'edge', 'firefox'] as const satisfies readonly WindowsBrowser[];

/** Beginning numbers for lists, far from what a school has: Chrome's lists are numbered values in one key. */
const listFrom = 9001;

const stored = (value: ManagedValue | number) => (typeof value === 'boolean' ? Number(value) : value);
const rowsOf = (key: string, values: Readonly<Record<string, ManagedValue | number>>): RegistryRow[] =>
  Object.entries(values).map(([name, value]) => ({ key, name, value: stored(value) }));

/** The key under which an extension's own values lie. */
export function settingsKey(deployment: Pick<Deployment, 'chromiumId' | 'firefoxId'>, browser: WindowsBrowser): string {
  const id = idOf(deployment, browser);
  return browser === 'firefox'
    ? `${policyRoots.firefox}\\3rdparty\\Extensions\\${id}`
    : `${policyRoots[browser]}\\3rdparty\\extensions\\${id}\\policy`;
}

/** Subkeys of our own: the single text value `ExtensionSettings` would overwrite everything the school has there. */
export function installKey(deployment: Pick<Deployment, 'chromiumId' | 'firefoxId'>, browser: WindowsBrowser): string {
  return `${policyRoots[browser]}\\ExtensionSettings\\${idOf(deployment, browser)}`;
}

function hardeningRows(browser: WindowsBrowser): RegistryRow[] {
  return Object.entries(hardeningOf(browser)).flatMap(([name, value]) =>
    typeof value === 'object'
      ? value.map((entry, at) => ({
          key: `${policyRoots[browser]}\\${name}`,
          name: String(listFrom + at),
          value: entry,
        }))
      : rowsOf(policyRoots[browser], { [name]: value }),
  );
}

export function registryKit(deployment: Deployment): KitFile[] {
  const install = (browser: WindowsBrowser) =>
    rowsOf(installKey(deployment, browser), installEntry(deployment, browser));
  const values = (browser: WindowsBrowser) => rowsOf(settingsKey(deployment, browser), deployment.values);
  const all = windowsBrowsers.flatMap((browser) => [...install(browser), ...values(browser)]);
  return [
    ...windowsBrowsers.flatMap((browser) => [
      { path: `windows/${browser}-install.reg`, content: regFile(install(browser)) },
      { path: `windows/${browser}-settings.reg`, content: regFile(values(browser)) },
      { path: `windows/${browser}-remove.reg`, content: removal(deployment, browser) },
      { path: `hardening/windows-${browser}.reg`, content: regFile(hardeningRows(browser)) },
    ]),
    { path: 'intune/detect.ps1', content: script('detect.ps1', all) },
    { path: 'intune/remediate.ps1', content: script('remediate.ps1', all) },
  ];
}

function removal(deployment: Deployment, browser: Exclude<Browser, 'chromium'>): Uint8Array {
  const parent = settingsKey(deployment, browser).replace(/\\policy$/, '');
  return utf16(
    [header, '', ...[installKey(deployment, browser), parent].map((key) => `[-HKEY_LOCAL_MACHINE\\${key}]\r\n`)].join(
      '\r\n',
    ),
  );
}

const header = 'Windows Registry Editor Version 5.00';

function regFile(rows: readonly RegistryRow[]): Uint8Array {
  const lines = [header];
  let open: string | undefined;
  for (const { key, name, value } of rows) {
    if (key !== open) lines.push('', `[HKEY_LOCAL_MACHINE\\${key}]`);
    open = key;
    lines.push(`"${escaped(name)}"=${typeof value === 'number' ? dword(value) : `"${escaped(value)}"`}`);
  }
  return utf16(`${lines.join('\r\n')}\r\n`);
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
const dword = (value: number) => `dword:${value.toString(16).padStart(8, '0')}`;

/** What Windows' own registry editor writes: little-endian UTF-16 with a mark, so that no letter is lost. */
function utf16(text: string): Uint8Array {
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

function script(name: string, rows: readonly RegistryRow[]): string {
  const table = rows.map(({ key, name: value, value: data }) =>
    ascii(
      JSON.stringify({ key: `HKLM:\\${key}`, name: value, type: typeof data === 'number' ? 'DWord' : 'String', data }),
    ),
  );
  return deployFile(name, { rows: `[\n${table.join(',\n')}\n]` }).replaceAll(/\r?\n/g, '\r\n');
}

/** Windows PowerShell reads a script without a mark in the machine's own code page. */
function ascii(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
