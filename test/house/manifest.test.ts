/** The built packages, as a browser gets them: exactly these permissions, no way to copy a page, and small. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zipFolder } from '../../server-stub/deploy/zip.ts';
import { root } from './files.ts';

type Manifest = Record<string, unknown> & {
  content_scripts: { js: string[]; css?: string[]; matches: string[]; all_frames?: boolean; run_at?: string }[];
};

const builds = ['chrome-mv3', 'firefox-mv3'] as const;
const folderOf = (build: string) => join(root, '.output', build);
const read = (build: string, name: string) => readFileSync(join(folderOf(build), name), 'utf8');
const manifestOf = (build: string) => JSON.parse(read(build, 'manifest.json')) as Manifest;

/** Every text file of a package. */
function textsOf(build: string): { name: string; text: string }[] {
  return readdirSync(folderOf(build), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(js|html|css|json)$/.test(name))
    .map((name) => ({ name, text: read(build, name) }));
}

describe.for(builds)('the package in .output/%s', (build) => {
  test('is built', () => {
    expect(existsSync(join(folderOf(build), 'manifest.json')), 'run npm run build and npm run build:firefox').toBe(
      true,
    );
  });

  test('asks for exactly these permissions', () => {
    const manifest = manifestOf(build);
    expect(manifest['manifest_version']).toBe(3);
    expect(manifest['permissions']).toEqual([
      'storage',
      'unlimitedStorage',
      'alarms',
      'tabs',
      'scripting',
      'notifications',
      'contextMenus',
    ]);
    expect(manifest['host_permissions']).toEqual(['<all_urls>']);
    expect(manifest['optional_permissions']).toBeUndefined();
    expect(manifest['optional_host_permissions']).toBeUndefined();
    expect(manifest['incognito']).toBe('spanning');
  });

  test('shows pages nothing of itself', () => {
    const manifest = manifestOf(build);
    expect(manifest['web_accessible_resources']).toBeUndefined();
    expect(manifest['externally_connectable']).toBeUndefined();
  });

  test('runs its own scripts only', () => {
    const policy = manifestOf(build)['content_security_policy'] as { extension_pages?: string } | undefined;
    const expected = build === 'firefox-mv3' ? "script-src 'self'; object-src 'none'; base-uri 'none'" : undefined;
    expect(policy?.extension_pages).toBe(expected);
    for (const { name, text } of textsOf(build)) {
      expect(/\beval\(|new Function\(|<script[^>]+src="https?:/.exec(text)?.[0], name).toBeUndefined();
    }
  });

  test('has a learner’s toolbar button without a popup, and the shortcut', () => {
    const manifest = manifestOf(build);
    expect((manifest['action'] as Record<string, unknown>)['default_popup']).toBeUndefined();
    const commands = manifest['commands'] as Record<string, { suggested_key?: Record<string, string> }>;
    expect(commands['press']?.suggested_key).toEqual({ default: 'Alt+Shift+D' });
  });

  test('cannot copy a page', () => {
    // Written as patterns, so that this file does not match a search for the names.
    const copying = /captureVisible[T]ab|tab[C]apture|desktop[C]apture|page[C]apture|getDisplay[M]edia|favIcon[U]rl/;
    for (const { name, text } of textsOf(build)) {
      const found = copying.exec(text)?.[0];
      expect(found, name).toBeUndefined();
    }
  });

  test('never reads what a page calls itself', () => {
    const scripts = manifestOf(build).content_scripts.flatMap(({ js }) => js);
    for (const name of ['background.js', ...scripts]) {
      // Names of messages and attributes are no reading; nor is naming something of our own.
      const code = read(build, name).replaceAll(/`[\w.-]*`|"[\w.-]*"|'[\w.-]*'/g, '``');
      const found = /.{0,40}\.title\b(?!\s*=[^=])/.exec(code)?.[0];
      expect(found, name).toBeUndefined();
    }
  });

  test('loads no polyfill into a page', () => {
    const polyfilled = textsOf(build).filter(({ text }) => text.includes('fallbackToNoCallback'));
    const names = polyfilled.map(({ name }) => name);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => /^(dolphin|hold)\.js$/.test(name))).toEqual([]);
  });

  test('costs an ordinary page at most 12 kB, and its package at most 300 kB', () => {
    for (const { js, css = [] } of manifestOf(build).content_scripts) {
      const bytes = [...js, ...css].reduce((sum, name) => sum + gzipSync(read(build, name)).length, 0);
      expect(bytes).toBeLessThanOrEqual(12 * 1024);
    }
    expect(zipFolder(folderOf(build)).length).toBeLessThanOrEqual(300 * 1024);
  });

  test('loads no language into a cover that nobody asked for, and a cover of at most 150 kB', () => {
    const tags = readdirSync(join(root, 'extension/locales/cover')).map((name) => name.replace('.json', ''));
    const chunks = readdirSync(join(folderOf(build), 'chunks'));
    const own = new Map(tags.map((tag) => [tag, chunks.filter((name) => name.replace(/-.{8}\.js$/, '') === tag)]));
    for (const [tag, files] of own) expect(files, tag).toHaveLength(1);
    const page = read(build, 'cover.html');
    const loaded = [...page.matchAll(/(?:src|href)="\/?(chunks\/[^"]+)"/g)].map(([, name]) => name ?? '');
    expect(loaded.length).toBeGreaterThan(0);
    const texts = loaded.map((name) => read(build, name));
    // Nor into the background, which wakes for a press: it has nothing to do with them.
    const background = read(build, 'background.js');
    for (const [files] of own.values()) expect([...loaded, background].join()).not.toContain(`${files}"`);
    expect([background, ...texts].join('')).not.toMatch(/Brawo|شاباش/);
    const bytes = [page, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThanOrEqual(150 * 1024);
  });

  test('has no test hook inside', () => {
    for (const { name, text } of textsOf(build)) {
      expect(/DOLPHIN_|sourceMappingURL|vitest/.exec(text)?.[0], name).toBeUndefined();
    }
  });
});

test('the managed schema uses only keywords that every Chromium takes', () => {
  const { type, properties } = JSON.parse(read('chrome-mv3', 'managed-schema.json')) as {
    type: string;
    properties: Record<string, Record<string, unknown>>;
  };
  expect(type).toBe('object');
  for (const [name, setting] of Object.entries(properties)) {
    expect(Object.keys(setting).toSorted(), name).toEqual(['description', 'title', 'type']);
    expect(['string', 'boolean'], name).toContain(setting['type']);
  }
  expect(manifestOf('firefox-mv3')['storage']).toBeUndefined();
});
