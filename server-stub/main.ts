/** `dolphin`: picks the command, prints how it ended, and sets the exit code. */
import { failed, wrongUse, type Ended } from './commands/ended.ts';
import type { Environment } from './commands/options.ts';
import { commandText as text } from './text/commands.ts';

type Command = (args: readonly string[], environment: Environment) => Promise<Ended>;

// Each command is loaded when it is asked for: a quick one does not wait for what only the server needs.
const commands: Readonly<Record<string, Command>> = {
  init: async (...given) => (await import('./commands/init.ts')).init(...given),
  serve: serveUntilStopped,
  user: async (...given) => (await import('./commands/user.ts')).user(...given),
  config: async (...given) => (await import('./commands/config.ts')).config(...given),
  pack: async (...given) => (await import('./commands/pack.ts')).pack(...given),
  policy: async (...given) => (await import('./commands/policy.ts')).policy(...given),
  doctor: async (...given) => (await import('./commands/doctor.ts')).doctor(...given),
  'test-alert': async (...given) => (await import('./commands/test-alert.ts')).testAlert(...given),
  verify: async (...given) => (await import('./commands/verify.ts')).verify(...given),
  help,
};

async function help(): Promise<Ended> {
  return { code: 0, json: {}, lines: text.usage };
}

async function serveUntilStopped(args: readonly string[], environment: Environment): Promise<Ended> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  const { serve } = await import('./commands/serve.ts');
  return serve(args, {
    environment,
    print: (line) => process.stdout.write(`${line}\n`),
    log: (line) => process.stderr.write(`${line}\n`),
    stop: stop.signal,
  });
}

async function run([name, ...rest]: readonly string[]): Promise<Ended> {
  if (name === undefined) return wrongUse(text.usage.join('\n'));
  if (name === '--help' || name === '-h') return help();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command ? command(rest, process.env) : wrongUse(text.unknownCommand);
}

const args = process.argv.slice(2);
let ended: Ended;
try {
  ended = await run(args);
} catch (error) {
  ended = failed(sentenceOf(error));
}
if (args[0] !== 'serve') {
  const { json, lines = [] } = ended;
  for (const line of json && args.includes('--json') ? [JSON.stringify(json)] : lines)
    process.stdout.write(`${line}\n`);
}
if (ended.code !== 0) process.stderr.write(`${ended.error}\n`);
process.exitCode = ended.code;

/** Our own errors are sentences already; the system's are not. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return text.failed;
  if ('code' in error) return text.cannotOpen;
  return error.message.endsWith('.') ? error.message : text.failed;
}
