/** `npm run fix`: every fixer. */
import { fixes, runSteps } from './checks.ts';

process.exitCode = (await runSteps(fixes)) === 0 ? 0 : 1;
