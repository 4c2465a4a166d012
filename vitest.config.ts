/** The projects of the one test run: quick ones side by side, then real browsers, one file at a time. */
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

const shuffle = { files: false, tests: true };

/** Two at a time, also where the machine has two cores: much of a test's time is waiting. */
const quick = {
  maxWorkers: 2,
  sequence: { groupOrder: 1, shuffle },
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

/** Real browsers are heavy: after all else, one file at a time, and long enough for a cold start on a busy machine. */
const inRealBrowser = (groupOrder: number) =>
  ({
    environment: 'node',
    fileParallelism: false,
    sequence: { groupOrder, shuffle },
    testTimeout: process.env['DOLPHIN_LONG'] || process.env['DOLPHIN_ROUNDS'] ? 900_000 : 120_000,
    hookTimeout: 120_000,
    // A second, as Vitest has it, is too short for a browser that is busy; what may take no longer says so itself.
    expect: { poll: { timeout: 20_000 } },
  }) as const;

/** Yes and no are the same with two browsers at once; times are not, so whoever asks for times has one after the other. */
const sideBySide = process.env['DOLPHIN_ROUNDS'] === undefined;

export default defineConfig({
  test: {
    mockReset: true,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'house', include: ['test/house/**/*.test.ts'], environment: 'node', ...quick } },
      { extends: true, test: { name: 'shared', include: ['test/shared/**/*.test.ts'], environment: 'node', ...quick } },
      {
        extends: true,
        plugins: [WxtVitest()],
        test: { name: 'extension', include: ['test/extension/**/*.test.{ts,tsx}'], ...quick },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/faults/**/*.test.ts'],
          environment: 'node',
          ...quick,
        },
      },
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...inRealBrowser(2) } },
      { extends: true, test: { name: 'firefox', include: ['test/firefox/**/*.test.ts'], ...inRealBrowser(3) } },
      {
        extends: true,
        test: {
          name: 'blackbox',
          include: ['test/blackbox/**/*.test.ts'],
          ...inRealBrowser(4),
          fileParallelism: sideBySide,
          maxWorkers: sideBySide ? 2 : 1,
        },
      },
    ],
  },
});
