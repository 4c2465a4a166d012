/** Owns making the packages that a school serves itself, and the lists of versions by which browsers find them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { packCrx } from './crx.ts';
import { updateUrl, updatesPath, xpiUrl } from './deployment.ts';
import type { ExtensionKey } from './extension-key.ts';
import { deployText } from './words.ts';
import { element, writeXml } from './xml.ts';
import { filesOf, zipFiles } from './zip.ts';

/** Folder inside a school's data. */
export function updatesFolder(dir: string): string {
  return join(dir, 'updates');
}

const manifestSchema = v.looseObject({
  version: v.pipe(v.string(), v.regex(/^\d{1,5}(\.\d{1,5}){0,3}$/)),
  minimum_chrome_version: v.optional(v.string()),
  permissions: v.optional(v.array(v.string())),
  browser_specific_settings: v.optional(
    v.looseObject({ gecko: v.looseObject({ id: v.string(), strict_min_version: v.optional(v.string()) }) }),
  ),
});
type Manifest = v.InferOutput<typeof manifestSchema>;

export type Packed = {
  file: string;
  version: string;
  /** The same version was given out before with other content. */ differs: boolean;
};

type Ports = {
  built: string;
  folder: string;
  origin: string;
  /** The school wants managed Chromebooks to say their own asset id and place. */
  asksChromebooks?: boolean;
};

const chromebookPermission = 'enterprise.deviceAttributes';

/** Packs the Chromium build. Throws a plain sentence when it is not there. */
export function packChromium({ built, folder, origin, asksChromebooks }: Ports, { key, id }: ExtensionKey): Packed {
  const { archive, manifest } = rebuilt(built, ({ permissions = [], ...own }) => ({
    ...own,
    permissions: asksChromebooks ? [...permissions, chromebookPermission] : permissions,
    update_url: updateUrl({ origin }),
  }));
  const { version, minimum_chrome_version } = manifest;
  const crx = packCrx(archive, key);
  const file = `dolphin-${version}.crx`;
  const differs = put(folder, file, crx);
  const check = element('updatecheck', {
    codebase: `${origin}${updatesPath}${file}`,
    version,
    hash_sha256: createHash('sha256').update(crx).digest('hex'),
    ...(minimum_chrome_version && { prodversionmin: minimum_chrome_version }),
  });
  const list = element('gupdate', { xmlns: 'http://www.google.com/update2/response', protocol: '2.0' }, [
    element('app', { appid: id }, [check]),
  ]);
  put(folder, 'chromium.xml', Buffer.from(writeXml(list)));
  return { file, version, differs };
}

/** Packs the Firefox build; Mozilla's signature is not ours to give. */
export function packFirefox({ built, folder, origin }: Ports): Packed {
  const list = `${origin}${updatesPath}firefox.json`;
  const { archive, manifest } = rebuilt(built, (own) => {
    const { gecko } = own.browser_specific_settings ?? {};
    // Firefox takes no list of versions over plain http, so a trial on this computer itself goes without.
    if (!gecko || !origin.startsWith('https:')) return own;
    return { ...own, browser_specific_settings: { gecko: { ...gecko, update_url: list } } };
  });
  const gecko = manifest.browser_specific_settings?.gecko;
  if (!gecko) throw new Error(deployText('pack.manifest'));
  const { version } = manifest;
  const file = `dolphin-${version}.xpi`;
  const differs = put(folder, file, archive);
  // The policy's install_url is one that never changes.
  put(folder, xpiUrl({ origin }).slice(origin.length + updatesPath.length), archive);
  const update = {
    version,
    update_link: `${origin}${updatesPath}${file}`,
    update_hash: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
    ...(gecko.strict_min_version && { applications: { gecko: { strict_min_version: gecko.strict_min_version } } }),
  };
  const listed = { addons: { [gecko.id]: { updates: [update] } } };
  put(folder, 'firefox.json', Buffer.from(`${JSON.stringify(listed, null, 2)}\n`));
  return { file, version, differs };
}

/** The build's files with another manifest. */
function rebuilt(built: string, change: (manifest: Manifest) => Manifest): { archive: Buffer; manifest: Manifest } {
  if (!existsSync(join(built, 'manifest.json'))) throw new Error(deployText('pack.no-build'));
  const manifest = v.safeParse(manifestSchema, JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8')));
  if (!manifest.success) throw new Error(deployText('pack.manifest'));
  const data = Buffer.from(`${JSON.stringify(change(manifest.output), null, 2)}\n`);
  const files = filesOf(built).map((file) => (file.path === 'manifest.json' ? { ...file, data } : file));
  return { archive: zipFiles(files), manifest: manifest.output };
}

/** Puts a file in its place whole, so that nobody fetches half of it. True where another content lay there. */
function put(folder: string, name: string, data: Uint8Array): boolean {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const differs = existsSync(path) && !readFileSync(path).equals(data);
  writeFileSync(`${path}.new`, data);
  renameSync(`${path}.new`, path);
  return differs;
}
