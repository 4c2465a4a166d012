/** The house of design §3: which room may look into which, and who owns what alone. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeEndings, filesUnder, type ProjectFile } from './files.ts';

const code = ['shared', 'extension', 'entrypoints', 'server-stub', 'scripts', 'test'].flatMap((folder) =>
  filesUnder(folder, codeEndings),
);
const configs = filesUnder('.', ['.config.ts']).filter(({ path }) => !path.includes('/'));

type Import = { from: string; to: string; own: boolean };

/** Every import of a file: `to` is a project path for our own files, else the package's specifier. */
function importsOf({ path, text }: ProjectFile): Import[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'"]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => {
    const to = match[1] ?? match[2] ?? '';
    const own = to.startsWith('.');
    return { from: path, to: own ? posix.normalize(posix.join(posix.dirname(path), to)) : to, own };
  });
}
const imports = code.flatMap(importsOf);

/** `extension/hide/x.ts` → `extension/hide`; everything else → its first folder, the console being a room of its own. */
function roomOf(path: string): string {
  if (path.startsWith('server-stub/console/')) return 'console';
  const [first = '', second = ''] = path.split('/');
  return first === 'extension' ? `${first}/${second}` : first;
}

/** Which rooms each room may import from, itself aside. */
function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  if (from === 'shared') return false;
  if (to === 'shared') return true;
  if (from === 'test') return true;
  // What drives the server also packs what the server gives out, and the outbox is measured by itself.
  if (from === 'scripts') return to === 'server-stub' || to === 'extension/outbox';
  if (from === 'entrypoints') return to.startsWith('extension/');
  if (from.startsWith('extension/'))
    return ['extension/platform', 'extension/locales', 'extension/assets'].includes(to);
  return false;
}

const wrong = (rule: (found: Import) => boolean) =>
  imports.filter((found) => !rule(found)).map(({ from, to }) => `${from} → ${to}`);

describe('arrows between rooms', () => {
  test('every import of our own goes the way of the arrows', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(wrong(({ from, to, own }) => !own || mayImport(roomOf(from), roomOf(to)))).toEqual([]);
  });

  test('what both sides import needs nothing but the schema library', () => {
    expect(wrong(({ from, to, own }) => roomOf(from) !== 'shared' || own || to === 'valibot')).toEqual([]);
  });
});

describe('single owners', () => {
  const onlyIn = (owner: string, isOwned: (to: string) => boolean) =>
    wrong(({ from, to, own }) => own || !isOwned(to) || from.startsWith(owner) || from.startsWith('test/'));

  test('only one file touches the browser’s API', () => {
    expect(onlyIn('extension/platform/browser.ts', (to) => to === 'wxt/browser' || to.includes('polyfill'))).toEqual(
      [],
    );
    const globals = code.filter(
      ({ path, text }) =>
        /^(extension|entrypoints)\//.test(path) && /\b(?:chrome|globalThis\.browser)\.\w+\??\./.test(text),
    );
    expect(globals.map(({ path }) => path)).toEqual([]);
  });

  test('only the outbox opens IndexedDB', () => {
    expect(onlyIn('extension/outbox/', (to) => to === 'idb')).toEqual([]);
  });

  test('only the storage folder opens SQLite, accounts’ own file and what the server is measured by aside', () => {
    const may = /^(server-stub\/(storage|people)|scripts\/bench\/outbox|test)\//;
    expect(wrong(({ from, to }) => to !== 'node:sqlite' || may.test(from))).toEqual([]);
  });
});

describe('files', () => {
  const withDefault = /^export default\b|^export \{[^}]*\bas default\b/m;

  test('nothing has a default export but what a tool wants so', () => {
    const allowed = /^entrypoints\/|\.config\.ts$/;
    const found = code.filter(({ path, text }) => !allowed.test(path) && withDefault.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test('no file is longer than 250 lines', () => {
    const long = [...code, ...configs].filter(({ text }) => text.split('\n').length > 251);
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  test('no file is a drawer for everything', () => {
    const drawer = /(^|\/)(utils?|helpers?|managers?|services?|common|misc)(\.\w+|\/)/i;
    expect(code.map(({ path }) => path).filter((path) => drawer.test(path))).toEqual([]);
  });

  test('each says in its first comment what it owns', () => {
    // Of a test, its titles say it.
    const own = code.filter(({ path }) => !/\.(d|test)\.tsx?$/.test(path));
    const silent = own.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
