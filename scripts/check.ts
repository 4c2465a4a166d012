/** `npm run check`: types, lint, format and dead code. */
import { checks, runSteps } from './checks.ts';

process.exitCode = (await runSteps(checks)) === 0 ? 0 : 1;
