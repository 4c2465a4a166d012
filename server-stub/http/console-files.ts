/** Owns serving the built staff pages: exactly the files that were built, and the entry page for every other path. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { say } from '../text/say.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Gives a file of `folder`, its entry page for a page's path, or `undefined` when there is no such file. */
export function consoleFiles(folder: string): (path: string) => Promise<Response | undefined> {
  return async (path) => {
    const files = filesIn(folder);
    if (!files.has('/index.html'))
      return new Response(say('console.missing'), {
        status: 503,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
      });
    const wanted = files.has(path) && path !== '/' ? path : extname(path) ? undefined : '/index.html';
    if (wanted === undefined) return undefined;
    return new Response(await readFile(join(folder, wanted)), {
      headers: {
        'Content-Type': types[extname(wanted)] ?? 'application/octet-stream',
        // Built files carry a digest in their name; the entry page says which ones are current.
        'Cache-Control': wanted.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

/** Paths of what is there, so that nothing outside can be asked for. Read each time: a build may come while we run. */
function filesIn(folder: string): Set<string> {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Set(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath.slice(folder.length).replaceAll('\\', '/')}/${entry.name}`),
    );
  } catch {
    // Not built yet.
    return new Set();
  }
}
