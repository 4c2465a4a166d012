/** Finds the browsers of this machine. Branded Chrome is no use: it lost `--load-extension` in version 137. */
import { accessSync, constants, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where `command` is on PATH, or `undefined`. */
export function onPath(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(runs);
}

/** Downloads of Chrome for Testing and of Playwright, newest first. */
function downloads(): string[] {
  const caches = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), '.cache', 'puppeteer', 'chrome'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
  ];
  const inside = [
    ['chrome-linux64', 'chrome'],
    ['chrome-linux', 'chrome'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
  ];
  return caches.flatMap((cache) => {
    const versions = entriesOf(cache).filter((name) => /^(chromium-\d|linux)/.test(name));
    versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return versions.flatMap((version) => inside.map((parts) => join(cache, version, ...parts)));
  });
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // the cache of a tool that was never used here
  }
}

/** A Chromium that loads unpacked extensions: `CHROMIUM` first, then the system's, then a downloaded one. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) return runs(named) ? named : undefined;
  return (
    onPath('chromium') ??
    onPath('chromium-browser') ??
    ['/Applications/Chromium.app/Contents/MacOS/Chromium', ...downloads()].find(runs)
  );
}

/** Firefox ESR: `FIREFOX_BIN` first (WXT's own test plugin sets FIREFOX). Release Firefox refuses unsigned extensions whatever the policy says. */
export function findFirefox(): string | undefined {
  const named = process.env['FIREFOX_BIN'];
  if (named) return runs(named) ? named : undefined;
  return onPath('firefox-esr');
}
