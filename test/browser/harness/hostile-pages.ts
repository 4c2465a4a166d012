/** Pages that fight: what each does, as the page's own source. */
import { loud } from '../../../scripts/lesson.ts';
import { loudPage, type Play } from './stage.ts';

/** Everything that a page can send to us or to the browser, in one go. */
export const forgery = (id: string) => `
  const names = ['press.page', 'page.started', 'page.cover', 'page.uncover', 'page.shade', 'staff.press'];
  const own = '${id}:dolphin:wxt:content-script-started';
  setInterval(() => {
    for (const type of names) {
      const message = { type, data: { typed: false, pause: true, on: false, incident: '' } };
      postMessage(message, '*');
      for (const target of [document, window]) target.dispatchEvent(new CustomEvent(type, { detail: message }));
      try { globalThis.chrome?.runtime?.sendMessage?.('${id}', message); } catch {}
      try { globalThis.browser?.runtime?.sendMessage?.('${id}', message); } catch {}
    }
    postMessage({ type: own, contentScriptName: 'dolphin', messageId: 'x' }, '*');
    document.dispatchEvent(new CustomEvent(own, { detail: { contentScriptName: 'dolphin', messageId: 'x' } }));
    const targets = [...document.querySelectorAll('x-layer'), document.documentElement, document, window];
    for (const target of targets) {
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'keydown', 'keyup', 'touchstart', 'touchend']) {
        const place = { bubbles: true, composed: true, clientX: innerWidth - 52, clientY: innerHeight - 52, detail: 1, isPrimary: true };
        target.dispatchEvent(type.startsWith('pointer') || type === 'click' ? new PointerEvent(type, place)
          : type.startsWith('key') ? new KeyboardEvent(type, { bubbles: true, composed: true, key: 'Enter', altKey: true, shiftKey: true, code: 'KeyD' })
          : new MouseEvent(type, place));
      }
      target.click?.();
      target.focus?.();
    }
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  }, 50);`;

const everyFrame = (act: string) => `(function frame() { ${act}; requestAnimationFrame(frame); })();`;
/** A transparent thing in the top layer, over everything, last in again with every frame. */
const glass = (tag: string) => `
  const glass = document.createElement('${tag}');
  glass.popover = 'manual';
  glass.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;border:0;margin:0;opacity:0;max-width:none;max-height:none';
  document.body.append(glass);
  ${everyFrame(`if (glass.matches(':popover-open')) glass.hidePopover(); glass.showPopover();`)}`;

/** Each must leave the dolphin to a child’s hand. */
export const hindrances: Record<string, Play> = {
  'hides everything by its styles': {
    body: loudPage(
      '',
      `<style>
        @layer first, second;
        * { display: none !important; visibility: hidden !important; opacity: 0 !important; transition: all 100s !important }
        html { display: block !important; visibility: visible !important; opacity: 1 !important }
        x-layer, [popover], :popover-open { display: none !important; pointer-events: none !important; scale: 0 !important; animation: a 1s infinite !important }
        @layer first { x-layer { clip-path: circle(0) !important; inset: -500px !important; content-visibility: hidden !important } }
        @keyframes a { to { opacity: 0 } }
      </style>`,
    ),
  },
  'bends its root': {
    body: loudPage(
      '',
      '<style>html { opacity: .01 !important; transform: translate(200px) rotate(9deg) !important; filter: blur(9px) !important; clip-path: circle(10%); mask: linear-gradient(transparent, #000); contain: paint }</style>',
    ),
  },
  'makes its root inert': {
    body: loudPage('document.documentElement.inert = true; document.documentElement.style.pointerEvents = "none"'),
  },
  'keeps a modal dialog open': {
    body: loudPage(
      `const dialog = document.querySelector('dialog'); dialog.showModal(); setInterval(() => { dialog.close(); dialog.showModal(); }, 300);`,
      '<dialog style="width:10rem">Stay here</dialog>',
    ),
  },
  'removes it whenever it sees it': {
    body: loudPage(`new MutationObserver(() => { for (const it of document.querySelectorAll('x-layer')) it.remove(); })
      .observe(document, { childList: true, subtree: true });`),
  },
  'moves it away, closes it and alters it': {
    body: loudPage(`const box = document.createElement('div'); box.hidden = true; document.body.append(box);
      setInterval(() => { for (const it of document.querySelectorAll('x-layer')) {
        it.hidden = true; it.inert = true; it.style.display = 'none'; it.removeAttribute('popover'); it.id = 'x';
        box.append(it, it.cloneNode(true)); it.replaceChildren('words');
      } }, 700);`),
  },
  'lays an invisible element over it with every frame': { body: loudPage(glass('div')) },
  'lays an invisible frame over it with every frame': { body: loudPage(glass('iframe')) },
  'swallows every event in the capture phase': {
    body: loudPage(`for (const type of ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click'])
      for (const target of [window, document, document.documentElement]) target.addEventListener(type, (event) => {
        event.stopImmediatePropagation(); event.preventDefault();
      }, { capture: true });`),
  },
  'replaces what the browser’s objects can do': {
    body: loudPage(`
      for (const [owner, names] of [[Element, ['attachShadow', 'append', 'matches', 'setAttribute']], [HTMLElement, ['showPopover', 'hidePopover']],
        [EventTarget, ['addEventListener', 'dispatchEvent']], [Node, ['appendChild', 'insertBefore']], [Document, ['createElement', 'createElementNS']]])
        for (const name of names) owner.prototype[name] = () => { throw new Error('mine'); };
      Object.defineProperty(Event.prototype, 'isTrusted', { get: () => false });
      globalThis.setTimeout = globalThis.requestIdleCallback = globalThis.requestAnimationFrame = globalThis.MutationObserver = () => { throw new Error('mine'); };`),
  },
  'opens its document anew': {
    body: loudPage(`setTimeout(() => {
      document.open(); document.close();
      const html = document.documentElement ?? document.appendChild(document.createElement('html'));
      html.style.background = 'rgb(${loud.red} ${loud.green} ${loud.blue})'; html.style.height = '100%';
    }, 700);`),
  },
  'is sandboxed and allows nothing': {
    body: loudPage(''),
    headers: {
      'content-security-policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; trusted-types 'none'; require-trusted-types-for 'script'",
    },
  },
  'is a set of frames': {
    body: `<!doctype html><html style="background:rgb(${loud.red} ${loud.green} ${loud.blue})"><frameset cols="50%,50%" border="0"><frame src="data:text/html,<body style='background:rgb(${loud.red} ${loud.green} ${loud.blue})'>"><frame src="data:text/html,<body style='background:rgb(${loud.red} ${loud.green} ${loud.blue})'>"></frameset></html>`,
  },
  'is XHTML': {
    type: 'application/xhtml+xml',
    body: `<html xmlns="http://www.w3.org/1999/xhtml" style="background:rgb(${loud.red} ${loud.green} ${loud.blue})"><head><title>x</title></head><body/></html>`,
  },
  'is a drawing': {
    type: 'image/svg+xml',
    body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect x="-50" y="-50" width="100" height="100" fill="rgb(${loud.red},${loud.green},${loud.blue})"/></svg>`,
  },
};

/** Each would keep the browser from hearing a child. */
export const loads: Record<string, string> = {
  'works for five seconds at a time': `setInterval(() => { const end = Date.now() + 5000; while (Date.now() < end); }, 10);`,
  'fills the memory and the screen’s every frame': `const kept = []; ${everyFrame('if (kept.length < 300) kept.push(new Uint8Array(1e6).fill(1)); for (let at = 0; at < 3e5; at += 1) kept.at(at % 9)?.fill(at, 0, 9)')}`,
  'makes new things in the top layer with every frame': everyFrame(
    `for (let at = 0; at < 20; at += 1) { const it = document.createElement('b'); it.popover = 'manual'; document.body.append(it); it.showPopover(); if (document.body.children.length > 2000) document.body.replaceChildren(); }`,
  ),
  'takes the whole screen, the pointer and the keys at the first click': `onclick = async () => {
      await document.documentElement.requestFullscreen(); await navigator.keyboard?.lock(); document.body.requestPointerLock();
    };
    for (const type of ['keydown', 'keyup', 'keypress']) addEventListener(type, (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);`,
  'asks one question after the other': `setTimeout(() => { for (;;) alert('Stay'); }, 1000);`,
};

/** A page that will be seen: everything it has, in the top layer, again with every frame, in sight by every rule it can make. */
export const showOff = (more = '') => `
  const paint = 'position:fixed;inset:0;width:100vw;height:100vh;border:0;margin:0;padding:0;max-width:none;max-height:none;background:rgb(${loud.red} ${loud.green} ${loud.blue})!important;visibility:visible!important;opacity:1!important;z-index:2147483647';
  const made = (tag, into) => { const it = document.createElement(tag); it.style.cssText = paint; it.popover = 'manual'; into.append(it); return it; };
  const inside = document.createElement('div'); document.body.append(inside);
  const shadow = inside.attachShadow({ mode: 'open' });
  const all = [made('div', document.body), made('div', document.documentElement), made('x-layer', document.documentElement), made('div', shadow)];
  const frame = made('iframe', document.body); frame.srcdoc = '<html style="background:rgb(${loud.red} ${loud.green} ${loud.blue});visibility:visible!important">'; all.push(frame);
  const embed = made('embed', document.body); embed.type = 'text/html'; embed.src = 'data:text/html,<html style="background:rgb(${loud.red} ${loud.green} ${loud.blue})">'; all.push(embed);
  const dialog = document.createElement('dialog'); dialog.style.cssText = paint; document.body.append(dialog);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::backdrop { visibility: visible !important; transition: all 1000s allow-discrete !important } html::before { content: ""; position: fixed; inset: 0; background: rgb(${loud.red} ${loud.green} ${loud.blue}) } ::-webkit-scrollbar { width: 300px; background: rgb(${loud.red} ${loud.green} ${loud.blue}) }');
  const show = () => {
    for (const it of all) { try { it.hidePopover(); } catch {} try { it.showPopover(); } catch {} it.style.cssText = paint; }
    try { dialog.close(); dialog.showModal(); } catch {}
    document.adoptedStyleSheets = [sheet];
    document.documentElement.style.setProperty('visibility', 'visible', 'important');
    document.documentElement.style.setProperty('background', 'rgb(${loud.red} ${loud.green} ${loud.blue})', 'important');
    for (const it of document.querySelectorAll('x-layer')) if (!all.includes(it)) it.remove();
    ${more}
  };
  ${everyFrame('show()')}`;

export const exhibitions: Record<string, string> = {
  'shows all it has again with every frame': showOff(),
  'answers whatever happens above it at once': `${showOff()}
    let turns = 0; setInterval(() => { turns = 0; }, 50);
    addEventListener('beforetoggle', (event) => { if (!all.includes(event.target) && (turns += 1) < 100) queueMicrotask(show); }, true);
    new MutationObserver(() => { if ((turns += 1) < 100) show(); }).observe(document, { childList: true, subtree: true, attributes: true });`,
  'holds an old picture of itself in a view transition': `
    const style = document.createElement('style');
    style.textContent = '::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*) { animation-duration: 1000s !important }';
    document.head.append(style);
    document.startViewTransition(() => undefined);`,
};
