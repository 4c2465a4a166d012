/** A page on loopback that moves, plays sound, and is painted in one loud colour that occurs nowhere else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { makeTone } from './situations/tone.ts';
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
  const sound = makeTone(2, 3000);
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
