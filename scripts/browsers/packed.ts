/** The extension as a school gets it: packed and signed, installed by policy from an update server on loopback. */
import { createHash, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find.ts';
import { builtExtension, removeFolder } from './chromium.ts';
import { runQuietly } from '../step.ts';

export type Packed = {
  /** The id that goes with the key. */
  id: string;
  /** For `ExtensionSettings`: where the browser looks for versions. */
  updateUrl: string;
  /** The version that the browser finds there now. */
  version: string;
  /** Offers the same build under another version. */
  publish: (version: string) => Promise<void>;
  close: () => Promise<void>;
};

/** Packs the production build and serves it. */
export async function openUpdateServer(built = builtExtension): Promise<Packed> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-packed-')));
  const source = join(folder, 'dolphin');
  cpSync(built, source, { recursive: true });
  const key = `${source}.pem`;
  const manifest = join(source, 'manifest.json');
  const readManifest = () => JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  let { version } = readManifest();
  let id = '';
  const server = createServer((request, response) => {
    if (request.url === '/dolphin.crx') {
      response.writeHead(200, { 'content-type': 'application/x-chrome-extension' });
      response.end(readFileSync(`${source}.crx`));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
<app appid="${id}"><updatecheck codebase="${base()}/dolphin.crx" version="${version}"/></app>
</gupdate>`);
  });
  const base = (): string => {
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('The update server got no port.');
    return `http://127.0.0.1:${address.port}`;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const updateUrl = `${base()}/updates.xml`;
  const packAs = async (next: string): Promise<void> => {
    // Installed by policy's own address, updated by the manifest's: without it Chromium never looks again (measured).
    writeFileSync(manifest, JSON.stringify({ ...readManifest(), version: next, update_url: updateUrl }));
    await pack(source, folder, existsSync(key) ? key : undefined);
    version = next;
  };
  await packAs(version);
  id = idOf(key);
  return {
    id,
    updateUrl,
    version,
    publish: packAs,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      removeFolder(folder);
    },
  };
}

/** The browser packs its own packages; nobody else needs to know their format. */
async function pack(source: string, folder: string, key?: string): Promise<void> {
  const executable = findChromium();
  if (!executable) throw new Error('No Chromium was found; install the package chromium, or name one in CHROMIUM.');
  const done = await runQuietly(executable, [
    '--headless',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${join(folder, 'packer')}`,
    `--pack-extension=${source}`,
    ...(key === undefined ? [] : [`--pack-extension-key=${key}`]),
  ]);
  if (!existsSync(`${source}.crx`)) throw new Error(`Chromium did not pack the extension: ${done.output}`);
}

/** The first 32 hex digits of SHA-256 of the public key, 0–f written as a–p. */
function idOf(key: string): string {
  const der = createPublicKey(readFileSync(key)).export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(der).digest('hex');
  return digest.slice(0, 32).replaceAll(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)));
}
