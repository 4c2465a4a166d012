/** Owns reading a command's options the same way for every command. */
import { parseArgs } from 'node:util';
import { commandText } from '../text/commands.ts';
import { wrongUse, type Ended } from './ended.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Values<K extends string> = { [P in K]?: string } & { data: string; json: boolean };
export type Parsed<K extends string> = { ok: true; values: Values<K>; words: string[] } | { ok: false; ended: Ended };

/** @param names options that take a value, beside `--data` and the flag `--json` */
export function readOptions<const K extends string>(
  args: readonly string[],
  names: readonly K[],
  environment: Environment,
): Parsed<K> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
        data: { type: 'string' as const },
        json: { type: 'boolean' as const },
      },
    });
    const data = values.data;
    if (environment['DATABASE_URL'] && data === undefined) return { ok: false, ended: wrongUse(commandText.postgres) };
    const given = { ...values, data: typeof data === 'string' && data ? data : '.dolphin', json: values.json === true };
    return { ok: true, values: given as Values<K>, words: positionals };
  } catch (error) {
    // parseArgs says in its first sentence which option was wrong.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '').replace(/\.?$/, '.') : '';
    return { ok: false, ended: wrongUse(commandText.wrongOption(message)) };
  }
}

/** A comma-separated list without empty entries. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}
