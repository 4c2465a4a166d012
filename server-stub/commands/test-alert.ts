/** `dolphin test-alert`: a drill through every channel, a line each; no press, no page, no child. */
import { randomUUID } from 'node:crypto';
import { createSafePost } from '../alerts/safe-post.ts';
import { schoolMailer } from '../alerts/school-mailer.ts';
import { tryChannels } from '../alerts/test-alert.ts';
import type { Outside } from '../alerts/reach.ts';
import { loadRules } from '../profiles/load.ts';
import { commandText as text } from '../text/commands.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';

export async function testAlert(
  args: readonly string[],
  environment: Environment,
  ports: Partial<Outside> = {},
): Promise<Ended> {
  const read = readOptions(args, [], environment);
  if (!read.ok) return read.ended;
  if (read.words.length > 0) return wrongUse(text.unknownCommand);
  const { data } = read.values;
  return withSchool(data, environment, async ({ store, keys, school }) => {
    const loaded = loadRules(school.profile, data);
    if (!loaded.ok) return failed(text.profileWrong(school.profile, loaded.mistakes));
    const outside: Outside = {
      store,
      keys,
      profile: loaded.rules.profile,
      origin: school.origin,
      post: createSafePost(),
      mailer: schoolMailer(store, keys),
      ...ports,
    };
    const tried = await tryChannels(outside, school.id, randomUUID(), new Date().toISOString());
    const lines = tried.map(({ channel, ok, set, result }) => text.tried(channel, ok, set, result));
    const json = { ok: tried.every(({ ok, set }) => ok || !set), channels: tried };
    return json.ok ? { code: 0, json, lines } : { code: 1, error: text.channelFailed, json, lines };
  });
}
