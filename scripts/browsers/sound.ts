/** An ear of our own: a sound server with no loudspeaker, and what a browser that plays into it would let be heard. */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQuietly, startChild, stopChild } from '../step.ts';

/** Samples a second; the tone of the pages is 440 Hz. */
const rate = 8000;
/** Length of a block whose loudness is taken, ms. */
const blockMs = 10;
const blockBytes = (rate / 1000) * blockMs * 2;
/** Root mean square, of 32,768, above which a block is heard: some −56 dB. The tone of the pages has 4,200. */
const audible = 50;
/** So long is remembered what was heard, ms. */
const memoryMs = 30_000;

export type Sound = {
  /** For the environment of the browser. */
  env: Readonly<Record<string, string>>;
  /** When something was last heard, on the clock of `performance.now()`, to 10 ms; `undefined`: not since `since`. */
  lastHeard: (since: number) => number | undefined;
  /** What is connected, as the server itself tells it: one line a stream. */
  streams: () => Promise<Stream[]>;
  close: () => Promise<void>;
};
export type Stream = { corked: boolean; muted: boolean };

export async function openSound(): Promise<Sound> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-sound-')));
  const socket = join(folder, 'native');
  // Nothing of the machine's own sound: no configuration of it is read, no running server asked.
  const own = { XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder };
  const env = { ...process.env, ...own, HOME: folder };
  const server = startChild(
    'pulseaudio',
    [
      '--daemonize=no',
      '-n',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      '--disallow-exit',
      '--load=module-null-sink sink_name=ear',
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { stdio: 'ignore', env },
  );
  let failed = false;
  server.once('exit', () => (failed = true));
  server.once('error', () => (failed = true));
  while (!existsSync(socket)) {
    if (failed) throw new Error('pulseaudio did not start.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const client = { ...process.env, PULSE_SERVER: `unix:${socket}`, PULSE_COOKIE: join(folder, 'cookie') };
  const format = ['--raw', '--format=s16le', `--rate=${rate}`, '--channels=1', `--latency-msec=${blockMs}`];
  const ear = startChild('parec', ['--device=ear.monitor', ...format], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: client,
  });
  const heard: number[] = [];
  let rest = Buffer.alloc(0);
  ear.stdout?.on('data', (chunk: Buffer) => {
    const now = performance.now();
    const bytes = Buffer.concat([rest, chunk]);
    const blocks = Math.floor(bytes.length / blockBytes);
    for (let block = 0; block < blocks; block += 1) {
      const loud = loudness(bytes.subarray(block * blockBytes, (block + 1) * blockBytes)) > audible;
      if (loud) heard.push(now - (blocks - 1 - block) * blockMs);
    }
    rest = bytes.subarray(blocks * blockBytes);
    while (heard[0] !== undefined && heard[0] < now - memoryMs) heard.shift();
  });
  return {
    env: { PULSE_SERVER: client.PULSE_SERVER, PULSE_COOKIE: client.PULSE_COOKIE },
    lastHeard(since) {
      const last = heard.at(-1);
      return last !== undefined && last >= since ? last : undefined;
    },
    async streams() {
      const told = await runQuietly('pactl', ['--format=json', 'list', 'sink-inputs'], { env: client });
      return told.code === 0 ? (JSON.parse(told.output) as { corked: boolean; mute: boolean }[]).map(asStream) : [];
    },
    async close() {
      await stopChild(ear);
      await stopChild(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const asStream = ({ corked, mute }: { corked: boolean; mute: boolean }): Stream => ({ corked, muted: mute });

function loudness(block: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < block.length; at += 2) sum += block.readInt16LE(at) ** 2;
  return Math.sqrt(sum / (block.length / 2));
}
