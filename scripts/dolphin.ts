/** `npm run dolphin -- …`: the server's own command line, from wherever one stands. */
import { join } from 'node:path';
import { root, runTool } from './step.ts';

process.exitCode = await runTool(process.execPath, [join(root, 'server-stub', 'main.ts'), ...process.argv.slice(2)]);
