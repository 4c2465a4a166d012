/** The project's own text files, found on disk, so that what is not committed yet is judged too. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const notOurs = new Set(['.git', '.node', '.wxt', '.output', '.dolphin', 'node_modules']);

export type ProjectFile = { path: string; text: string };

/** Files under `folder` whose name ends in one of `endings`; paths are relative to the project, with slashes. */
export function filesUnder(folder: string, endings: readonly string[]): ProjectFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesUnder(path, endings);
    if (!endings.some((ending) => entry.name.endsWith(ending))) return [];
    return [{ path: relative('', path).replaceAll(sep, '/'), text: readFileSync(join(root, path), 'utf8') }];
  });
}

export const codeEndings = ['.ts', '.tsx', '.mjs'] as const;
