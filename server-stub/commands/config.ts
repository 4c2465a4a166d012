/** `dolphin config set|get`: the school's settings, each checked; secrets go in and never come out. */
import * as v from 'valibot';
import { appendAudit } from '../storage/audit.ts';
import { getSetting, lockSecret, putSetting } from '../storage/schools.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool, type OpenSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';
import { settings } from './settings.ts';

export async function config(args: readonly string[], environment: Environment): Promise<Ended> {
  const read = readOptions(args, [], environment);
  if (!read.ok) return read.ended;
  const [what, key, value, ...more] = read.words;
  const known = key === undefined || Object.hasOwn(settings, key);
  if (what === 'set' && key !== undefined && value !== undefined && more.length === 0)
    return known
      ? withSchool(read.values.data, environment, (open) => set(open, key, value))
      : wrongUse(text.configKey(Object.keys(settings).join(', ')));
  if (what === 'get' && value === undefined)
    return known
      ? withSchool(read.values.data, environment, (open) => (key === undefined ? getAll(open) : getOne(open, key)))
      : wrongUse(text.configKey(Object.keys(settings).join(', ')));
  return wrongUse(text.configWhat);
}

async function set({ store, keys, school }: OpenSchool, key: string, given: string): Promise<Ended> {
  const setting = settings[key];
  const checked = v.safeParse(setting?.schema ?? v.never(), given);
  if (!checked.success) return wrongUse(text.configValue(key, checked.issues[0].message));
  const value = setting?.secret ? lockSecret(keys, school.id, key, checked.output) : checked.output;
  const at = new Date().toISOString();
  await store.write(async (tx) => {
    await putSetting(tx, { school: school.id, key, value }, at);
    const actor = { school: school.id, actor: 'command', actorRole: 'command' };
    await appendAudit(tx, { ...actor, kind: 'config.changed', subject: key }, at);
  });
  return { code: 0, json: { key, set: true }, lines: [text.configSet(key)] };
}

async function getOne(open: OpenSchool, key: string): Promise<Ended> {
  const shown = await show(open, key);
  return shown === undefined
    ? failed(text.configUnset(key))
    : { code: 0, json: { key, ...shown.json }, lines: [shown.line] };
}

async function getAll(open: OpenSchool): Promise<Ended> {
  const all = await Promise.all(Object.keys(settings).map(async (key) => [key, await show(open, key)] as const));
  return {
    code: 0,
    json: Object.fromEntries(all.flatMap(([key, shown]) => (shown ? [[key, shown.json]] : []))),
    lines: all.map(([key, shown]) => (shown ? `${key}: ${shown.line}` : text.configUnset(key))),
  };
}

async function show({ store, school }: OpenSchool, key: string) {
  const value = await getSetting(store, school.id, key);
  if (value === undefined) return undefined;
  return settings[key]?.secret
    ? { json: { set: true }, line: text.configSet(key) }
    : { json: { set: true, value }, line: value };
}
