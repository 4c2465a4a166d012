/** The extension as a school gets it: packed and signed, installed by policy from an update server on loopback. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { updatesPath } from '../../server-stub/deploy/deployment.ts';
import { withId } from '../../server-stub/deploy/extension-key.ts';
import { packChromium } from '../../server-stub/deploy/pack.ts';
import { updateFile } from '../../server-stub/http/update-files.ts';
import { builtExtension, removeFolder } from './chromium.ts';

export type Packed = {
  /** The id that goes with the key. */
  id: string;
  /** For `ExtensionSettings`: where the browser looks for versions. */
  updateUrl: string;
  /** The version that the browser finds there at first. */
  version: string;
  /** Offers the same build under another version. */
  publish: (version: string) => void;
  close: () => Promise<void>;
};

/** Packs the production build with a key of its own and serves it, as the school's server does. */
export async function openUpdateServer(built = builtExtension): Promise<Packed> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-packed-')));
  const server = createServer((request, response) => {
    const name = (request.url ?? '').replace(/\?.*/, '').slice(updatesPath.length);
    void updateFile(folder, name).then(async (file) => {
      response.writeHead(file ? 200 : 404, Object.fromEntries(file?.headers ?? []));
      response.end(file ? Buffer.from(await file.arrayBuffer()) : '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The update server got no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  const key = withId(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  const source = join(folder, 'dolphin');
  cpSync(built, source, { recursive: true });
  const manifest = join(source, 'manifest.json');
  const readManifest = () => JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const { version } = readManifest();
  const publish = (next: string) => {
    writeFileSync(manifest, JSON.stringify({ ...readManifest(), version: next }));
    packChromium({ built: source, folder, origin }, key);
  };
  publish(version);
  return {
    id: key.id,
    updateUrl: `${origin}${updatesPath}chromium.xml`,
    version,
    publish,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      removeFolder(folder);
    },
  };
}
