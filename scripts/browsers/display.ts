/** A screen of our own: Xvfb with its framebuffer in a file, and a window manager. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from '../step.ts';

export type Display = {
  /** For the environment variable DISPLAY. */
  name: string;
  /** Counts the pixels of exactly this colour on the whole screen, from the framebuffer, without asking any program. */
  count: (colour: { red: number; green: number; blue: number }) => number;
  close: () => Promise<void>;
};

export async function openDisplay(width = 1280, height = 800): Promise<Display> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-display-')));
  const screen = ['-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nolisten', 'tcp', '-noreset'];
  const server = startChild('Xvfb', ['-displayfd', '3', ...screen], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb did not start.')));
    server.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
  });
  const name = `:${number}`;
  const manager = startChild('openbox', [], { stdio: 'ignore', env: { ...process.env, DISPLAY: name } });
  return {
    name,
    count: (colour) => countPixels(readFileSync(join(folder, 'Xvfb_screen0')), colour),
    async close() {
      await stopChild(manager);
      await stopChild(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** XWD, version 7: a header of big-endian words, a colour table, then 32-bit pixels in the machine's order (BGRX). */
function countPixels(image: Buffer, { red, green, blue }: { red: number; green: number; blue: number }): number {
  const start = image.readUInt32BE(0) + image.readUInt32BE(4 * 19) * 12;
  const rows = image.readUInt32BE(4 * 5);
  const stride = image.readUInt32BE(4 * 12);
  const pixels = new Uint32Array(
    image.buffer.slice(image.byteOffset + start, image.byteOffset + start + rows * stride),
  );
  const wanted = (red << 16) | (green << 8) | blue;
  let count = 0;
  for (const pixel of pixels) if ((pixel & 0xffffff) === wanted) count += 1;
  return count;
}
