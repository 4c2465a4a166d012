/** Owns the child processes of a command: each runs in a group of its own, and none outlives the command. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const running = new Set<ChildProcess>();
const cleanups = new Set<() => Promise<void>>();
let stopping: Promise<void> | undefined;

/** Starts a child in its own process group, so that stopping it stops what it started too. */
export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  listenForSignals();
  const child = spawn(command, args, { cwd: root, ...options, detached: process.platform !== 'win32' });
  running.add(child);
  const forget = () => running.delete(child);
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended between the look and the signal: that is what was wanted.
  }
}

/** Asks a child to end, and after `patienceMs` makes it. */
export async function stopChild(child: ChildProcess, patienceMs = 5000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
}

/** Registers what must be tidied when the command ends early; gives back the way to take it off again. */
export function beforeStop(cleanup: () => Promise<void>): () => void {
  listenForSignals();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

/** Tidies and stops everything; any number of calls do it once. */
export function stopAll(): Promise<void> {
  stopping ??= (async () => {
    await Promise.allSettled([...cleanups].map((cleanup) => cleanup()));
    await Promise.all([...running].map((child) => stopChild(child)));
  })();
  return stopping;
}

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Exit code after Ctrl-C. `start` sets it to 0: stopping it is how it ends. */
export const interrupted: { code?: number } = {};
let listening = false;

function listenForSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of interrupts) {
    process.on(signal, () => {
      void stopAll().then(() => process.exit(interrupted.code ?? 128 + constants.signals[signal]));
    });
  }
}

export type Done = { code: number; output: string; ms: number };

/** Runs a child to its end and keeps what it said. */
export async function runQuietly(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Done> {
  const began = performance.now();
  const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await endOf(child).catch((error: Error) => {
    output += error.message;
    return 1;
  });
  return { code, output, ms: performance.now() - began };
}

/** Runs a child that speaks for itself; resolves with its exit code. */
export function runTool(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return endOf(startChild(command, args, { ...options, stdio: 'inherit' }));
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}

/** Path of the JavaScript behind a dependency's command: no shell and no .cmd file stands between. */
export function binOf(dependency: string): string {
  const folder = join(root, 'node_modules', dependency);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const path = typeof bin === 'string' ? bin : (bin[dependency] ?? Object.values(bin)[0]);
  if (!path) throw new Error(`${dependency} has no command`);
  return join(folder, path);
}
