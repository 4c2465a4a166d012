/** `npm run build` and `npm run build:firefox`: production builds under .output/, no test hook inside. */
import { builds, runSteps } from './checks.ts';

const steps = process.argv.includes('firefox') ? builds.firefox : builds.chrome;
process.exitCode = (await runSteps(steps)) === 0 ? 0 : 1;
