import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

/** Real browsers are heavy: after all else, one file at a time, and long enough for a cold start on a busy machine. */
const inRealBrowser = (groupOrder: number) =>
  ({
    environment: 'node',
    fileParallelism: false,
    sequence: { groupOrder },
    testTimeout: process.env['DOLPHIN_LONG'] ? 900_000 : 120_000,
    hookTimeout: 120_000,
  }) as const;

export default defineConfig({
  test: {
    sequence: { shuffle: { files: false, tests: true } },
    mockReset: true,
    restoreMocks: true,
    projects: [
      { test: { name: 'house', include: ['test/house/**/*.test.ts'], environment: 'node', testTimeout: 60_000 } },
      { test: { name: 'shared', include: ['test/shared/**/*.test.ts'], environment: 'node' } },
      {
        plugins: [WxtVitest()],
        test: { name: 'extension', include: ['test/extension/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...inRealBrowser(1) } },
      { test: { name: 'firefox', include: ['test/firefox/**/*.test.ts'], ...inRealBrowser(2) } },
    ],
  },
});
