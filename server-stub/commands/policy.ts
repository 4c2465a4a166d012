/** `dolphin policy --out DIR`: writes the deployment kit of a school; `dolphin policy check` goes on in policy-check.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deploymentOf, readGiven } from '../deploy/deployment-of.ts';
import { kitOf } from '../deploy/kit.ts';
import { deployText } from '../deploy/words.ts';
import { wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { policyCheck } from './policy-check.ts';
import { readOptions, type Environment } from './options.ts';

export async function policy(args: readonly string[], environment: Environment): Promise<Ended> {
  const read = readOptions(args, ['out'], environment);
  if (!read.ok) return read.ended;
  const { values, words } = read;
  if (words[0] === 'check') return policyCheck(words.slice(1), values.data, environment);
  const { out } = values;
  if (!out) return wrongUse(deployText('policy.use'));
  const given = readGiven(words);
  if (!given.ok) return wrongUse(given.reason);
  return withSchool(values.data, environment, async (open) => {
    const { deployment, key } = await deploymentOf({ ...open, dir: values.data }, given.values);
    const files = kitOf(deployment);
    for (const { path, content } of files) {
      const file = join(out, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const { chromiumId, firefoxId, fingerprint } = deployment;
    return {
      code: 0,
      json: { out, files: files.map(({ path }) => path), chromiumId, firefoxId, fingerprint },
      lines: [
        deployText('policy.written', { count: files.length, out }),
        deployText('policy.id', { id: chromiumId }),
        deployText('policy.fingerprint', { fingerprint }),
        ...(key.how === 'kept' ? [] : [deployText(`key.${key.how}`)]),
        deployText('policy.next', { readme: join(out, 'README.txt') }),
      ],
    };
  });
}
