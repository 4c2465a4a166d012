/** The commands and the server as an acceptance tester meets them: processes, a folder, a port. Nothing of the inside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '../../server-stub/main.ts');

/** How a command that fails ends on stderr: one plain sentence, and no trace of the program's inside. */
export const sentence = /^[A-Za-z-][^\n]*\.\n$/;

export type Ran = { code: number | null; stdout: string; stderr: string };

/** Runs a command to its end. */
export async function dolphin(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** Runs a command that must succeed with `--json`; gives what it printed. */
export async function dolphinJson<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await dolphin(...args, '--json');
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

export type Serving = {
  url: string;
  /** All it has written so far, on both streams. */
  said: () => string;
  /** Ends it and gives its exit code; null when it had to be killed. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** `dolphin serve` on a free port; resolves once it says that it listens. */
export async function serve(dir: string, ...more: readonly string[]): Promise<Serving> {
  const args = [program, 'serve', '--data', dir, '--port', '0', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      said += `${line}\n`;
      const listening = /^listening on (http\S+)$/.exec(line)?.[1];
      if (listening) resolve(listening);
    });
    exited.then(() => reject(new Error(`The server ended: ${said}`)), reject);
  });
  return {
    url,
    said: () => said,
    end: async (signal) => {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** A folder for a school's data, and the way to be rid of it. */
export async function dataFolder(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'dolphin-contract-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
