/** A server as a school runs it: `node server-stub/main.ts serve` on a port of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export const mainFile = join(import.meta.dirname, '../../server-stub/main.ts');

export type ServerProcess = {
  url: string;
  /** Ends it and gives its exit code, or null when it was killed. */
  end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  stderr: () => string;
};

/** Starts the server of `dir` and waits until it accepts. Killed when the test ends. */
export async function startServer(dir: string, ...more: string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, [mainFile, 'serve', '--data', dir, '--port', '0', ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  for await (const line of createInterface(child.stdout)) {
    const url = /^listening on (.+)$/.exec(line)?.[1];
    if (url)
      return {
        url,
        stderr: () => stderr,
        end: async (signal) => {
          child.kill(signal);
          const [code] = await exited;
          return code;
        },
      };
  }
  throw new Error(`The server ended: ${stderr}`);
}

/** Runs a command to its end. */
export async function runDolphin(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
