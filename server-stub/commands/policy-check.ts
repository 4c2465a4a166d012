/** `dolphin policy check FILE…`: reads policy in any form back and names every mistake with its fix. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { conflicts, judge } from '../deploy/check/judge.ts';
import type { KnownSchool, Mistake } from '../deploy/check/found.ts';
import { readPolicyFile } from '../deploy/check/read.ts';
import { extensionKey } from '../deploy/extension-key.ts';
import { deployText, fill } from '../deploy/words.ts';
import mistakes from '../deploy/words/mistakes.en.json' with { type: 'json' };
import { databaseFile } from '../storage/store.ts';
import { keysFolder } from '../storage/keys.ts';
import { wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import type { Environment } from './options.ts';

export async function policyCheck(files: readonly string[], dir: string, environment: Environment): Promise<Ended> {
  if (files.length === 0) return wrongUse(deployText('check.use'));
  const read: { path: string; bytes: Uint8Array }[] = [];
  for (const given of files)
    try {
      if (!statSync(given).isDirectory()) read.push({ path: given, bytes: readFileSync(given) });
      // Of a folder, such as the kit, its policies: a text for people among them is no mistake.
      else
        for (const path of filesIn(given)) {
          const bytes = readFileSync(path);
          if (!path.endsWith('.txt') || readPolicyFile(bytes, path).form) read.push({ path, bytes });
        }
    } catch {
      return wrongUse(deployText('check.unreadable', { path: given }));
    }
  if (read.length === 0) return wrongUse(deployText('check.use'));
  return report(read, await knownSchool(dir, environment));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}

function report(files: readonly { path: string; bytes: Uint8Array }[], school: KnownSchool | undefined): Ended {
  const found = files.map(({ path, bytes }) => ({ path, found: readPolicyFile(bytes, path) }));
  const between = conflicts(found);
  const judged = found.map(({ path, found: one }) => ({
    path,
    form: one.form ?? 'unknown',
    mistakes: [
      ...judge(one, school),
      ...between.filter((conflict) => conflict.path === path).map((conflict) => conflict.mistake),
    ].map((wrong) => ({ code: wrong.code, where: wrong.where, ...inWords(wrong) })),
  }));
  const count = judged.reduce((sum, one) => sum + one.mistakes.length, 0);
  const lines = judged.flatMap((one) =>
    one.mistakes.length === 0
      ? [deployText('check.good', { path: one.path })]
      : one.mistakes.map(({ where, says, fix }) =>
          deployText(where ? 'check.mistake-at' : 'check.mistake', { path: one.path, where, says, fix }),
        ),
  );
  const json = { files: judged, mistakes: count };
  return count === 0 ? { code: 0, json, lines } : { code: 1, error: deployText('check.count', { count }), json, lines };
}

/** One sentence and the fix. */
export function inWords({ code, values }: Mistake): { says: string; fix: string } {
  const { says, fix } = mistakes[code];
  return { says: fill(says, values), fix: fill(fix, values).trim() };
}

/** What the school's own data say, where the command is run beside them; it changes nothing there. */
async function knownSchool(dir: string, environment: Environment): Promise<KnownSchool | undefined> {
  if (!existsSync(join(dir, databaseFile)) || !existsSync(join(keysFolder(dir), 'extension.pem'))) return undefined;
  let known: KnownSchool | undefined;
  await withSchool(dir, environment, async (open) => {
    const { id } = await extensionKey({ ...open, dir });
    const { kid } = await open.store.read
      .selectFrom('school_key')
      .select('kid')
      .where('school', '=', open.school.id)
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow();
    known = { chromiumId: id, origin: open.school.origin, kid };
    return { code: 0, json: {}, lines: [] };
  });
  return known;
}
