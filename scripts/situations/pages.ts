/** The hostile pages, each in one loud colour with a steady tone, as HTML by name. Only their bodies and scripts differ. */
import { loud } from '../lesson.ts';
import { otherLoud } from './situation.ts';

type Page = { body?: string; style?: string; script?: string; silent?: true; other?: true };

const css = ({ red, green, blue }: typeof loud) => `rgb(${red} ${green} ${blue})`;

/** A canvas whose picture is the loud colour, as a video that plays for ever. */
const video = `<video id="film" muted autoplay playsinline></video>`;
const playVideo = `
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
  const paint = canvas.getContext('2d');
  const draw = () => { paint.fillStyle = '${css(loud)}'; paint.fillRect(0, 0, 320, 200); };
  draw();
  setInterval(draw, 40);
  film.srcObject = canvas.captureStream(25);
  film.play();`;
const videoStyle = 'video { width: 100%; height: 100%; object-fit: fill } video::backdrop { background: var(--loud) }';

/** `begin` runs when the page is painted, sounding, and has said so; `onclick` is the hand's click. */
const pages: Readonly<Record<string, Page>> = {
  ordinary: {},
  silent: { silent: true },
  beside: { other: true, silent: true },
  popup: { silent: true },
  busy: {
    script: `begin = () => { const block = () => { const end = Date.now() + 5000; while (Date.now() < end); setTimeout(block, 30); }; setTimeout(block, 60); };`,
  },
  hung: { script: `begin = () => setTimeout(() => { for (;;); }, 60);` },
  alert: { script: `begin = () => setTimeout(() => alert('Look here'), 500);` },
  confirm: { script: `begin = () => setTimeout(() => confirm('Look here?'), 500);` },
  prompt: { script: `begin = () => setTimeout(() => prompt('Look here?'), 500);` },
  'alert-later': {
    script: `document.onvisibilitychange = () => document.hidden && setTimeout(() => alert('Look here'), 1000);
      begin = () => setTimeout(() => alert('Look here'), 2500);`,
  },
  print: { script: `begin = () => setTimeout(print, 500);` },
  'print-later': { script: `document.onvisibilitychange = () => document.hidden && setTimeout(print, 500);` },
  beforeunload: { script: `onbeforeunload = (event) => { event.preventDefault(); return 'stay'; };` },
  'fullscreen-video': {
    body: video,
    style: videoStyle,
    script: `${playVideo} onclick = () => film.requestFullscreen();`,
  },
  'fullscreen-element': {
    body: '<div id="stage"></div>',
    style: '#stage { background: var(--loud); height: 50% }',
    script: `onclick = () => stage.requestFullscreen();`,
  },
  dialog: {
    body: '<dialog id="box"><p>Look here</p></dialog>',
    style: 'dialog { width: 50vw; height: 50vh; background: var(--loud) } dialog::backdrop { background: var(--loud) }',
    script: `box.showModal();`,
  },
  popover: {
    body: '<div id="box" popover="manual"><p>Look here</p></div>',
    style: '#box { width: 100vw; height: 100vh; background: var(--loud); border: 0 }',
    script: `box.showPopover();`,
  },
  promotes: {
    body: '<div id="box" popover="manual"><p>Look here</p></div>',
    style: '#box { width: 100vw; height: 100vh; background: var(--loud); border: 0; visibility: visible !important }',
    script: `const raise = () => { box.hidePopover(); box.showPopover(); document.documentElement.style.visibility = 'visible'; requestAnimationFrame(raise); };
      box.showPopover(); requestAnimationFrame(raise); setInterval(() => { box.hidePopover(); box.showPopover(); }, 16);`,
  },
  'fullscreen-keys': {
    script: `onkeydown = onclick = () => document.documentElement.requestFullscreen().catch(() => 0);`,
  },
  'pointer-lock': { script: `onclick = () => document.documentElement.requestPointerLock();` },
  'keyboard-lock': {
    script: `onclick = () => document.documentElement.requestFullscreen().then(() => navigator.keyboard?.lock());
      onkeydown = (event) => event.preventDefault();`,
  },
  'swallows-keys': {
    script: `for (const type of ['keydown', 'keypress', 'keyup', 'pointerdown', 'mousedown', 'click'])
      addEventListener(type, (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);`,
  },
  'file-picker': {
    body: '<input id="file" type="file">',
    script: `onclick = (event) => event.target === file || file.click();`,
  },
  'sign-in': {
    script: `begin = () => setTimeout(() => document.body.append(Object.assign(document.createElement('iframe'), { src: '/locked' })), 500);`,
  },
  location: { script: `onclick = () => navigator.geolocation.getCurrentPosition(() => 0, () => 0);` },
  notifications: { script: `onclick = () => Notification.requestPermission();` },
  camera: { script: `onclick = () => navigator.mediaDevices.getUserMedia({ video: true }).catch(() => 0);` },
  'video-in-picture': {
    body: video,
    style: videoStyle,
    script: `${playVideo} onclick = () => film.requestPictureInPicture?.();`,
  },
  'document-in-picture': {
    script: `onclick = async () => { const small = await documentPictureInPicture.requestWindow({ width: 400, height: 300 });
      small.document.documentElement.style.background = '${css(loud)}';
      small.document.body.append(Object.assign(document.createElement('hr'), { style: 'height: 80px; background: white' })); };`,
  },
  'popup-window': {
    other: true,
    script: `onclick = () => open('/popup', '', 'popup,width=500,height=350,left=300,top=200');`,
  },
  popups: {
    script: `let opened = 0; const more = () => opened++ < 25 && open('/popup?' + opened, '', 'popup,width=420,height=300');
      onclick = () => setInterval(more, 100);`,
  },
  tabs: {
    script: `let opened = 0; onclick = () => setInterval(() => opened++ < 25 && open('/silent?' + opened), 100);`,
  },
  restyles: {
    style: '* { visibility: visible !important; opacity: 1 !important; transform: none !important }',
    script: `setInterval(() => { for (const other of [...document.documentElement.children]) if (other.tagName.includes('-')) other.remove();
      document.documentElement.removeAttribute('style'); }, 20);`,
  },
  title: {
    script: `setInterval(() => { document.title = 'Look here ' + Math.random();
      document.querySelector('link').href = '/icon.svg?' + Math.random(); }, 50);`,
  },
};

export const hasPage = (name: string): boolean => Object.hasOwn(pages, name);

/** The page of a name, which tells the stage when it is ready. */
export function pageOf(name: string): string {
  const { body = '', style = '', script = '', silent, other } = pages[name] ?? {};
  const tone = silent ? '' : '<audio id="tone" src="/tone.wav" autoplay loop></audio>';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Look here</title>
<link rel="icon" href="/${other ? 'other-' : ''}icon.svg" type="image/svg+xml">
<style>
  :root { --loud: ${css(other ? otherLoud : loud)}; color-scheme: only light }
  html { background: var(--loud); height: 100%; font: bold 2rem sans-serif }
  body { height: 100%; margin: 0; overflow: hidden; cursor: none }
  iframe { border: 0 }
  ${style}
</style>
<body>${body}${tone}
<script>
  let begin = () => 0;
  ${script}
  const sounding = new Promise((done) => {
    if (!document.querySelector('#tone')) return done();
    tone.onplaying = done;
    setTimeout(done, 3000);
  });
  const painted = new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  Promise.all([sounding, painted])
    .then(() => fetch('/ready', { method: 'POST', body: location.search.slice(1) }))
    .then(() => begin());
</script>
</html>`;
}

/** An icon that is nothing but its colour. */
export function iconOf(colour: typeof loud): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${css(colour).replaceAll(' ', ',')}" d="M0 0h16v16H0z"/></svg>`;
}

/** A one-page PDF, painted all over. */
export function paper(): string {
  const paint = `${loud.red / 255} ${loud.green / 255} ${loud.blue / 255} rg 0 0 800 1100 re f`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 1100]/Contents 4 0 R>>',
    `<</Length ${paint.length}>>stream\n${paint}\nendstream`,
  ];
  let file = '%PDF-1.4\n';
  const starts = objects.map((object, at) => {
    const start = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(start).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${starts.join('')}`;
  return `${file}${table}trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n${file.length}\n%%EOF\n`;
}
