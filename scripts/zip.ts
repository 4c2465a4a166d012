/** `npm run zip`: both builds, and the packages that the stores take, in .output/packages/. The same sources give the same bytes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, zipFiles, zipFolder, type ZipEntry } from '../server-stub/deploy/zip.ts';
import { builds, runSteps } from './checks.ts';
import { root } from './step.ts';
import { zipWords } from './words.ts';

/** What the extension is built from, and nothing else: Mozilla builds it again from this. */
const sourceFolders = ['entrypoints', 'extension', 'public', 'shared'];
const sourceFiles = ['.npmrc', 'LICENSE', 'package-lock.json', 'package.json', 'tsconfig.json', 'wxt.config.ts'];

export function sourceFilesOf(folder: string): ZipEntry[] {
  return [
    { path: 'BUILD.md', data: Buffer.from(zipWords.build) },
    ...sourceFiles.map((path) => ({ path, data: readFileSync(join(folder, path)) })),
    ...sourceFolders.flatMap((inside) =>
      filesOf(join(folder, inside)).map((file) => ({ ...file, path: `${inside}/${file.path}` })),
    ),
  ];
}

async function zip(): Promise<number> {
  if ((await runSteps([...builds.chrome, ...builds.firefox])) > 0) return 1;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const out = join(root, '.output', 'packages');
  mkdirSync(out, { recursive: true });
  const packages = {
    chromium: zipFolder(join(root, '.output', 'chrome-mv3')),
    firefox: zipFolder(join(root, '.output', 'firefox-mv3')),
    sources: zipFiles(sourceFilesOf(root)),
  };
  for (const [name, data] of Object.entries(packages)) {
    const path = join(out, `dolphin-${name}-${version}.zip`);
    writeFileSync(path, data);
    console.log(zipWords.wrote(path, data.length));
  }
  return 0;
}

if (import.meta.main) process.exitCode = await zip();
