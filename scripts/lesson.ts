/** A page on loopback that moves, plays sound, and is painted in one loud colour that occurs nowhere else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tryPage } from './words.ts';

/** Count these pixels on a screen: none means hidden. */
export const loud = { red: 255, green: 0, blue: 212 };

/** A calm page for `npm start`: somewhere to press the dolphin. Lives as long as the command; gives its address. */
export async function openTryPage(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${tryPage.title}</title>
<style>
  :root { color-scheme: light dark; font: 1.25rem/1.6 system-ui, sans-serif }
  body { margin: 12vh auto; max-width: 34rem; padding: 0 1.5rem }
</style>
<h1>${tryPage.title}</h1>
<p>${tryPage.lead}
<p>${tryPage.how}
</html>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The page to try it on got no port.');
  return `http://127.0.0.1:${address.port}/`;
}

export type Lesson = {
  /** Address of the page; `path` is free and makes pages tell apart. `calm` is quiet and looks like ordinary work. */
  url: (path?: string) => string;
  close: () => Promise<void>;
};

export async function openLesson(): Promise<Lesson> {
  const sound = tone();
  const server = createServer((request, response) => {
    if (request.url === '/tone.wav') {
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': sound.length });
      response.end(sound);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(request.url === '/calm' ? calmPage : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('The lesson page got no port.');
  return {
    url: (path = 'lesson') => `http://127.0.0.1:${address.port}/${path}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A page that moves</title>
<style>
  html { background: rgb(${loud.red} ${loud.green} ${loud.blue}); height: 100% }
  p { font: bold 3rem sans-serif; animation: swing 1s infinite alternate linear; width: max-content }
  @keyframes swing { to { transform: translate(40vw, 40vh) } }
</style>
<p>This page moves and plays a sound</p>
<label>Write here <input name="writing"></label>
<audio src="/tone.wav" autoplay loop></audio>
</html>`;

const calmPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Ordinary work</title>
<style>
  html { background: rgb(244 247 236); color: rgb(38 50 38); height: 100% }
  body { font: 1.5rem/1.6 sans-serif; margin: 4rem auto; max-width: 40rem }
</style>
<h1>Rivers and seas</h1>
<p>A river begins at its source and ends at its mouth.
<p><label>Write here <input name="writing"></label>
</html>`;

/** Two seconds of a quiet 440 Hz tone: WAV, 16 bits, mono, 8 kHz. */
function tone(): Buffer {
  const rate = 8000;
  const samples = 2 * rate;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at += 1) {
    wav.writeInt16LE(Math.round(3000 * Math.sin((2 * Math.PI * 440 * at) / rate)), 44 + at * 2);
  }
  return wav;
}
