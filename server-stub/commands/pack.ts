/** `dolphin pack`: signs the built extension for the school's own devices; the server gives it out at /updates/. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { extensionKey } from '../deploy/extension-key.ts';
import { packChromium, packFirefox, updatesFolder } from '../deploy/pack.ts';
import { updateUrl } from '../deploy/deployment.ts';
import { deployText } from '../deploy/words.ts';
import { failed, wrongUse, type Ended } from './ended.ts';
import { withSchool } from './open-school.ts';
import { readOptions, type Environment } from './options.ts';

/** Lets managed Chromebooks say their own asset id and place (docs/permissions.md). */
const chromebookNames = 'chromebook-names';

/** @param builds folder of the built extensions */
export async function pack(
  args: readonly string[],
  environment: Environment,
  builds = join(import.meta.dirname, '../../.output'),
): Promise<Ended> {
  const read = readOptions(args, [], environment);
  if (!read.ok) return read.ended;
  const [word, ...more] = read.words;
  if ((word !== undefined && word !== chromebookNames) || more.length > 0) return wrongUse(deployText('pack.use'));
  const dir = read.values.data;
  const built = { chromium: join(builds, 'chrome-mv3'), firefox: join(builds, 'firefox-mv3') };
  const isBuilt = (folder: string) => existsSync(join(folder, 'manifest.json'));
  if (!isBuilt(built.chromium)) return failed(deployText('pack.no-build'));
  return withSchool(dir, environment, async (open) => {
    const { origin } = open.school;
    const key = await extensionKey({ ...open, dir });
    const folder = updatesFolder(dir);
    const chromium = packChromium(
      { built: built.chromium, folder, origin, asksChromebooks: word === chromebookNames },
      key,
    );
    const firefox = isBuilt(built.firefox) ? packFirefox({ built: built.firefox, folder, origin }) : undefined;
    const files = [chromium, ...(firefox ? [firefox] : [])];
    return {
      code: 0,
      json: {
        chromiumId: key.id,
        updateUrl: updateUrl({ origin }),
        files: files.map(({ file }) => join(folder, file)),
        version: chromium.version,
      },
      lines: [
        ...files.map(({ file }) => deployText('pack.packed', { file: join(folder, file) })),
        deployText('policy.id', { id: key.id }),
        deployText('pack.served', { url: updateUrl({ origin }) }),
        ...(key.how === 'kept' ? [] : [deployText(`key.${key.how}`)]),
        ...(files.some(({ differs }) => differs) ? [deployText('pack.differs', { version: chromium.version })] : []),
        deployText(firefox ? 'pack.unsigned' : 'pack.no-firefox'),
      ],
    };
  });
}
