/** Owns /updates/: the packed extension and the lists of versions, as browsers fetch them. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.crx': 'application/x-chrome-extension',
  '.json': 'application/json',
  '.xml': 'application/xml; charset=utf-8',
  '.xpi': 'application/x-xpinstall',
};

/** Gives the file of a name, or `undefined`: only what lies in the folder itself and has one of our endings. */
export async function updateFile(folder: string, name: string): Promise<Response | undefined> {
  const type = types[extname(name)];
  if (type === undefined || !namesIn(folder).includes(name)) return undefined;
  return new Response(await readFile(join(folder, name)), {
    headers: {
      'Content-Type': type,
      // A package with its version in its name never changes; everything else says what is new.
      'Cache-Control': /-\d[\d.]*\.(crx|xpi)$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}

/** Read each time: a package may come while the server runs. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing was packed yet.
    return [];
  }
}
