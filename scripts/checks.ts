/** The named steps that need no test runner: types, lint, format, dead code, builds. */
import { binOf, runQuietly } from './step.ts';

export type Step = { title: string; tool: string; args: readonly string[] };

const types = (title: string, project: string): Step => ({
  title: `types: ${title}`,
  tool: 'typescript',
  args: ['--project', project],
});

export const checks: readonly Step[] = [
  types('shared', 'shared'),
  types('extension', '.'),
  types('server', 'server-stub'),
  types('console', 'server-stub/console'),
  types('scripts', 'scripts'),
  types('tests', 'test'),
  { title: 'lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { title: 'format', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { title: 'dead code', tool: 'knip', args: ['--no-progress'] },
];

export const fixes: readonly Step[] = [
  { title: 'lint', tool: 'oxlint', args: ['--type-aware', '--fix'] },
  { title: 'format', tool: 'prettier', args: ['--write', '--log-level', 'warn', '.'] },
];

export const builds = {
  chrome: [
    { title: 'extension for Chromium', tool: 'wxt', args: ['build'] },
    { title: 'staff console', tool: 'vite', args: ['build', '--config', 'server-stub/console/vite.config.ts'] },
  ],
  firefox: [{ title: 'extension for Firefox', tool: 'wxt', args: ['build', '--browser', 'firefox'] }],
} as const satisfies Record<string, readonly Step[]>;

/** Runs the steps in turn, a line each; what a step printed is shown when it failed. Gives the number that failed. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let failed = 0;
  for (const { title, tool, args } of steps) {
    const done = await runQuietly(process.execPath, [binOf(tool), ...args]);
    const took = `${(done.ms / 1000).toFixed(1)} s`;
    if (done.code === 0) {
      console.log(`✓ ${title} · ${took}`);
    } else {
      failed += 1;
      console.log(`✗ ${title} · ${took}\n${done.output.trimEnd()}`);
    }
  }
  return failed;
}
