/** Makes sure that everything the tests drive is there: on Debian as root it installs it, elsewhere it names it. */
import { findChromium, findFirefox, onPath } from './find.ts';
import { runQuietly } from '../step.ts';

type Needed = ReadonlyMap<string, () => string | undefined>;

const debianPackages: Needed = new Map([
  ['chromium', findChromium],
  ['firefox-esr', findFirefox],
  ['xvfb', () => onPath('Xvfb')],
  ['openbox', () => onPath('openbox')],
  ['xdotool', () => onPath('xdotool')],
  ['strace', () => onPath('strace')],
  ['openssl', () => onPath('openssl')],
  ['tcc', () => onPath('tcc')],
  ['pulseaudio', () => onPath('pulseaudio')],
  ['pulseaudio-utils', () => onPath('parec')],
]);

function missing(needed: Needed): string[] {
  return [...needed].filter(([, find]) => find() === undefined).map(([name]) => name);
}

/** Everything the tests drive. Gives `undefined` when all is there, else one sentence that says what to install. */
export function ensureBrowsers(): Promise<string | undefined> {
  return ensure(debianPackages);
}

/** A Chromium, for those who need no more. */
export function ensureChromium(): Promise<string | undefined> {
  return ensure(new Map([['chromium', findChromium]]));
}

async function ensure(needed: Needed): Promise<string | undefined> {
  const wanted = missing(needed);
  if (wanted.length === 0) return undefined;
  const sentence = `This drives real browsers and needs: ${wanted.join(', ')}; install these packages and run it again.`;
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined) return sentence;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const [title, args] of [
    ['reading the package lists', ['update']],
    [`installing ${wanted.join(', ')}`, ['install', '--yes', '--no-install-recommends', ...wanted]],
  ] as const) {
    console.log(`… ${title}`);
    const done = await runQuietly('apt-get', args, { env });
    console.log(`${done.code === 0 ? '✓' : '✗'} ${title} · ${(done.ms / 1000).toFixed(1)} s`);
    if (done.code !== 0) console.log(done.output.trimEnd());
  }
  return missing(needed).length === 0 ? undefined : sentence;
}
