/** `npm run conformance`: presses in every situation, several times, and writes docs/conformance.md from what it found. */
import { writeDocument } from './conformance/document.ts';
import { readResults, type Results } from './conformance/row.ts';
import { ensureBrowsers } from './browsers/install.ts';
import { builds, runSteps } from './checks.ts';
import { browserNames } from './situations/situation.ts';
import { binOf, runTool } from './step.ts';
import { benchWords as words } from './words.ts';

/** How often each press is made. */
const rounds = '3';

const lacking =
  (await ensureBrowsers()) ?? ((await runSteps([...builds.chrome, ...builds.firefox])) > 0 ? words.noBuild : undefined);
if (lacking !== undefined) {
  console.error(lacking);
  process.exit(1);
}
const env = { ...process.env, DOLPHIN_ROUNDS: process.env['DOLPHIN_ROUNDS'] ?? rounds };
const args = ['run', '--project', 'blackbox', ...process.argv.slice(2)];
process.exitCode = await runTool(process.execPath, [binOf('vitest'), ...args], { env });
const file = writeDocument(
  browserNames.map(readResults).filter((results): results is Results => results !== undefined),
);
await runTool(process.execPath, [binOf('prettier'), '--write', '--log-level', 'warn', file]);
