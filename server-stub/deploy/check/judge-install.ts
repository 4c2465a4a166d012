/** Owns judging an entry of ExtensionSettings: each browser has its own words, and one wrong value means no install. */
import { asText, isObject, mistake, shown, type FoundInstall, type Mistake, type MistakeCode } from './found.ts';

const modes = ['allowed', 'blocked', 'force_installed', 'normal_installed', 'removed'];
const pins = ['force_pinned', 'default_unpinned'];
const states = ['default_hidden', 'force_shown'];
const areas = ['navbar', 'menupanel'];
const stores = {
  chrome: 'https://clients2.google.com/service/update2/crx',
  edge: 'https://edge.microsoft.com/extensionwebstorebase/v1/crx',
};
/** The extension's own, without which parts of it stand still (docs/permissions.md). */
const permissions = ['storage', 'unlimitedStorage', 'alarms', 'tabs', 'scripting', 'notifications', 'contextMenus'];

export function judgeInstall(install: FoundInstall, host: string | undefined): Mistake[] {
  const { browser, id, entry, where } = install;
  const wrong: Mistake[] = [];
  const say = (code: MistakeCode, key: string, more: Record<string, string> = {}) =>
    wrong.push(mistake(code, key ? `${where}.${key}` : where, { value: shown(entry[key]), ...more }));
  const mode = entry['installation_mode'];
  if (id === '*') {
    if (mode === 'force_installed' || mode === 'normal_installed') say('star-installed', 'installation_mode');
    return wrong;
  }
  if (mode === undefined) say('mode-missing', 'installation_mode');
  else if (!modes.includes(asText(mode))) say('mode-value', 'installation_mode', { right: modes.join(', ') });
  else if (mode === 'blocked' || mode === 'removed') say('mode-removes', 'installation_mode');
  else if (mode !== 'force_installed') say('mode-optional', 'installation_mode');
  if (browser === 'firefox') judgeFirefox(entry, say);
  else judgeChromium(browser, entry, say);
  judgeHosts(entry, host, say);
  const blocked = entry['blocked_permissions'];
  if (Array.isArray(blocked) && blocked.some((one) => permissions.includes(asText(one))))
    say('permission-blocked', 'blocked_permissions');
  const minimum = entry['minimum_version_required'];
  if (minimum !== undefined && !/^\d+(\.\d+){0,3}$/.test(asText(minimum)))
    say('version-form', 'minimum_version_required');
  for (const [key, value] of Object.entries(entry))
    if (isObject(value) && 'Value' in value) wrong.push(mistake('wrapper', `${where}.${key}`, { name: shown(key) }));
  return wrong;
}

type Say = (code: MistakeCode, key: string, more?: Record<string, string>) => void;
type Entry = FoundInstall['entry'];

function judgeAddress(key: string, entry: Entry, say: Say): boolean {
  const value = entry[key];
  if (typeof value !== 'string' || !URL.canParse(value)) say('install-address', key);
  else if (!/^(https|file):$/.test(new URL(value).protocol) && !isLoopback(value)) say('install-http', key);
  else return true;
  return false;
}

const isLoopback = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

function judgeChromium(browser: 'chromium' | 'chrome' | 'edge', entry: Entry, say: Say): void {
  const installs = asText(entry['installation_mode']).endsWith('_installed');
  if (entry['update_url'] === undefined) {
    if (installs) say('update-missing', 'update_url');
  } else if (judgeAddress('update_url', entry, say)) {
    if (browser === 'edge' ? entry['update_url'] === stores.chrome : entry['update_url'] === stores.edge)
      say('other-store', 'update_url', { right: browser === 'edge' ? stores.edge : stores.chrome });
    else if (/\.crx$/i.test(asText(entry['update_url']))) say('update-crx', 'update_url');
  }
  if (entry['install_url'] !== undefined) say('firefox-word', 'install_url');
  if (browser === 'edge') {
    if (entry['toolbar_pin'] !== undefined) say('pin-in-edge', 'toolbar_pin');
    const state = entry['toolbar_state'];
    if (state !== undefined && !states.includes(asText(state)))
      say('state-value', 'toolbar_state', { right: states.join(', ') });
    return;
  }
  if (entry['toolbar_state'] !== undefined) say('state-in-chrome', 'toolbar_state');
  const pin = entry['toolbar_pin'];
  if (pin !== undefined && !pins.includes(asText(pin))) say('pin-value', 'toolbar_pin', { right: pins.join(', ') });
  else if (pin === 'default_unpinned') say('pin-unpinned', 'toolbar_pin');
}

function judgeFirefox(entry: Entry, say: Say): void {
  if (entry['install_url'] === undefined) say('install-missing', 'install_url');
  else judgeAddress('install_url', entry, say);
  for (const word of ['toolbar_pin', 'toolbar_state']) if (entry[word] !== undefined) say('chrome-word', word);
  const area = entry['default_area'];
  if (area !== undefined && !areas.includes(asText(area)))
    say('area-value', 'default_area', { right: areas.join(', ') });
  if (entry['private_browsing'] !== true) say('private-windows', 'private_browsing');
}

function judgeHosts(entry: Entry, host: string | undefined, say: Say): void {
  const blocked = entry['runtime_blocked_hosts'];
  if (!Array.isArray(blocked)) return;
  const patterns = blocked.map(asText);
  if (patterns.some((pattern) => /^(<all_urls>|\*:\/\/\*(\/\*)?|\*)$/.test(pattern)))
    say('hosts-all', 'runtime_blocked_hosts');
  else if (host !== undefined && patterns.some((pattern) => covers(pattern, host)))
    say('hosts-server', 'runtime_blocked_hosts');
}

/** Whether a pattern such as `*://*.school.example` holds the host. */
function covers(pattern: string, host: string): boolean {
  const wanted = pattern.replace(/^[\w*]+:\/\//, '').replace(/[:/].*$/, '');
  if (wanted.startsWith('*.')) return host === wanted.slice(2) || host.endsWith(wanted.slice(1));
  return host === wanted;
}
