/** A screen of our own: Xvfb with its framebuffer in a file, and a window manager. */
import { closeSync, mkdtempSync, openSync, readSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChild } from '../step.ts';

/** The screen at one moment, row by row; a pixel is 0xRRGGBB in its low three bytes. */
export type Frame = { readonly width: number; readonly pixels: Uint32Array };
export type Colour = { red: number; green: number; blue: number };

export type Display = {
  /** For the environment variable DISPLAY. */
  name: string;
  /** What is on the screen now: every row, or every `step`-th, which costs the machine so much less. */
  frame: (step?: number) => Frame;
  /** Counts the pixels of exactly this colour on the whole screen, from the framebuffer, without asking any program. */
  count: (colour: Colour) => number;
  close: () => Promise<void>;
};

export async function openDisplay(width = 1280, height = 800): Promise<Display> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dolphin-display-')));
  // No screen saver: it starts after ten idle minutes, and Chromium then holds every notification back (measured).
  const screen = ['-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nolisten', 'tcp', '-noreset', '-s', '0'];
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
  const memory = openSync(join(folder, 'Xvfb_screen0'), 'r');
  const frame = (step = 1) => readFrame(memory, step);
  return {
    name,
    frame,
    count: (colour) => countPixels(frame(), colour),
    async close() {
      await stopChild(manager);
      await stopChild(server);
      closeSync(memory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** XWD, version 7: a header of big-endian words, a colour table, then 32-bit pixels in the machine's order (BGRX). */
function readFrame(memory: number, step: number): Frame {
  const header = Buffer.alloc(100);
  readSync(memory, header, 0, header.length, 0);
  const start = header.readUInt32BE(0) + header.readUInt32BE(4 * 19) * 12;
  const stride = header.readUInt32BE(4 * 12);
  const rows = Math.ceil(header.readUInt32BE(4 * 5) / step);
  const pixels = new Uint32Array((rows * stride) / 4);
  const bytes = new Uint8Array(pixels.buffer);
  if (step === 1) readSync(memory, bytes, 0, bytes.length, start);
  else
    for (let row = 0; row < rows; row += 1) readSync(memory, bytes, row * stride, stride, start + row * step * stride);
  return { width: stride / 4, pixels };
}

/** How many pixels of a frame have exactly this colour. */
export function countPixels({ pixels }: Frame, { red, green, blue }: Colour): number {
  const wanted = (red << 16) | (green << 8) | blue;
  let count = 0;
  for (const pixel of pixels) if ((pixel & 0xffffff) === wanted) count += 1;
  return count;
}
