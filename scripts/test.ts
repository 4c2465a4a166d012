/**
 * `npm test`: every check, every build, every test, in that order. The last line is `N passed, N failed`.
 * With arguments (`npm test -- outbox`) only the tests they name run, after the builds.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builds, checks, runSteps } from './checks.ts';
import { ensureBrowsers } from './browsers/install.ts';
import { binOf, root, runTool } from './step.ts';

type Results = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
};

const named = process.argv.slice(2);
const file = join(root, '.output', 'test-results.json');
let passed = 0;
let failed = 0;

const steps = [...(named.length > 0 ? [] : checks), ...builds.chrome, ...builds.firefox];
const failedSteps = await runSteps(steps);
passed += steps.length - failedSteps;
failed += failedSteps;

const lacking = await ensureBrowsers();
if (lacking) {
  console.error(lacking);
  failed += 1;
} else {
  await runTests();
}
if (passed === 0 && failed === 0) failed = 1;
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);

/** Runs Vitest and adds up what it reports; anything that is no plain pass counts as a failure. */
async function runTests(): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const code = await runTool(process.execPath, [
    binOf('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    // In Firefox a row or two still hang on chance: `npm run conformance` measures those, in several rounds.
    ...(named.length > 0 || process.env['DOLPHIN_LONG'] ? [] : ['--exclude=test/blackbox/firefox.test.ts']),
    ...named,
  ]);
  if (!existsSync(file)) {
    failed += 1;
    return;
  }
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  // A file that could not be read has no tests to fail.
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  // Tests are never switched off; only naming some of them leaves others out.
  const off = named.length > 0 ? 0 : results.numPendingTests + results.numTodoTests;
  if (off > 0) console.error(`${off} tests are switched off; a test that cannot run here must fail and say why.`);
  const wrong = results.numFailedTests + broken.length + off;
  passed += results.numPassedTests;
  failed += wrong;
  if (results.numPassedTests + wrong === 0) console.error('No test ran.');
  if (wrong === 0 && (code !== 0 || results.numPassedTests === 0)) failed += 1;
}
