/** Builds the bench's extension: one worker that holds every contender. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../step.ts';

/** Writes the unpacked extension to `folder`. */
export async function buildBench(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: {
        entry: join(root, 'scripts', 'bench', 'outbox', 'worker.ts'),
        formats: ['iife'],
        name: 'contenders',
        fileName: () => 'worker.js',
      },
    },
  });
  const manifest = {
    manifest_version: 3,
    name: 'Outbox bench',
    version: '1',
    permissions: ['storage', 'unlimitedStorage'],
    host_permissions: ['<all_urls>'],
    background: { service_worker: 'worker.js' },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
