/**
 * Firefox's own windows as a person sees and touches them: tabs, pages, notifications, the mouse. Runs in the browser's
 * chrome scope, because pages of an extension are closed to WebDriver.
 */
import type { FirefoxBrowser } from './firefox.ts';

/** A page that is just being loaded or replaced never answers; whoever asks asks again. In ms. */
const answerMs = 2000;

type Answer = { result: { type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } } };
type Tree = { result: { contexts: { context: string; url: string }[] } };
type Connection = { send: (method: string, params: object) => Promise<unknown> };

/** In a page the script has `content`, its window; what it gives back comes as `null` when the page does not answer. */
const inPage = `(browser, script) => new Promise((resolve) => {
  const { messageManager } = browser;
  const name = 'dolphin:' + Math.random();
  const done = (value) => {
    clearTimeout(timer);
    messageManager.removeMessageListener(name, hear);
    resolve(value ?? null);
  };
  const hear = ({ data }) => done(data);
  const timer = setTimeout(done, ${answerMs});
  messageManager.addMessageListener(name, hear);
  const answering = \`(async () => { \${script} })().then((value) => sendAsyncMessage('\${name}', value), () => undefined)\`;
  messageManager.loadFrameScript('data:text/javascript;charset=utf-8,' + encodeURIComponent(answering), false);
})`;

const click = `(window, x, y) => {
  for (const type of ['mousemove', 'mousedown', 'mouseup']) {
    window.synthesizeMouseEvent(type, x, y, { button: 0, clickCount: type === 'mousemove' ? 0 : 1 }, {});
  }
}`;

/**
 * Runs `script`, the body of an async function, in the browser's chrome scope. It finds there `windows`, the browser's
 * windows in the order of their opening; `inPage(browser, script)`, which does the same in a page; and
 * `click(window, x, y)`, a click of the mouse in CSS pixels. Only what JSON can say comes back.
 */
export async function inChrome<T>(firefox: FirefoxBrowser, script: string): Promise<T> {
  // Puppeteer has the BiDi connection and no public name for it.
  const { connection } = firefox.browser as unknown as { connection: Connection };
  const tree = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })) as Tree;
  const window = tree.result.contexts.find(({ url }) => url.endsWith('browser.xhtml'));
  if (!window) throw new Error('Firefox has no window.');
  const answer = (await connection.send('script.evaluate', {
    expression: `(async () => {
      const windows = [...Services.wm.getEnumerator('navigator:browser')];
      const inPage = ${inPage};
      const click = ${click};
      return JSON.stringify((await (async () => { ${script} })()) ?? null);
    })()`,
    target: { context: window.context },
    awaitPromise: true,
  })) as Answer;
  if (answer.result.type !== 'success') throw new Error(answer.result.exceptionDetails?.text ?? 'Firefox refused.');
  return JSON.parse(String(answer.result.result?.value)) as T;
}

export type FirefoxTab = { url: string; selected: boolean; muted: boolean };
export type FirefoxWindow = {
  size: 'normal' | 'maximized' | 'minimized' | 'fullscreen';
  tabs: FirefoxTab[];
  /** The page in front; `state` is its `data-state`. */
  shown: { url: string; state: string; text: string };
};

/** Every browser window, in the order of their opening. */
export function windowsOf(firefox: FirefoxBrowser): Promise<FirefoxWindow[]> {
  return inChrome<FirefoxWindow[]>(
    firefox,
    `const sizes = { 1: 'maximized', 2: 'minimized', 3: 'normal', 4: 'fullscreen' };
    const read = 'return [content.document.documentElement.dataset.state ?? "", content.document.body?.innerText ?? ""]';
    return Promise.all(windows.map(async ({ gBrowser, windowState }) => {
      const url = gBrowser.currentURI.spec;
      const [state, text] = (await inPage(gBrowser.selectedBrowser, read)) ?? ['', ''];
      const tabs = gBrowser.tabs.map((tab) => ({
        url: tab.linkedBrowser.currentURI.spec, selected: tab.selected, muted: tab.hasAttribute('muted'),
      }));
      return { size: sizes[windowState], tabs, shown: { url, state, text } };
    }));`,
  );
}

/** Firefox's element that shows a page: the tab in front of a window, or the panel under the toolbar dolphin. */
export type Shows = { tabOf: number } | 'panel';

function elementOf(shows: Shows): string {
  return shows === 'panel'
    ? `windows.map(({ document }) => document.querySelector('.webextension-popup-browser')).find(Boolean)`
    : `windows[${shows.tabOf}]?.gBrowser.selectedBrowser`;
}

/** The text of a page; `undefined` when it is not there or does not answer. */
export async function textOf(firefox: FirefoxBrowser, shows: Shows): Promise<string | undefined> {
  const script = `const browser = ${elementOf(shows)}; return browser && inPage(browser, 'return content.document.body.innerText');`;
  return (await inChrome<string | null>(firefox, script)) ?? undefined;
}

/**
 * Clicks, with the mouse, what `find` finds: an expression over `content`, giving an element or nothing, that may reach
 * into closed shadow roots. False when it is not there (yet).
 */
export function clickOn(firefox: FirefoxBrowser, shows: Shows, find: string): Promise<boolean> {
  const place = `const found = ${find};
    found?.scrollIntoView({ block: 'nearest' });
    const box = found?.getBoundingClientRect();
    return box && box.width > 0 ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;`;
  return inChrome<boolean>(
    firefox,
    `const browser = ${elementOf(shows)};
    const at = browser && (await inPage(browser, ${JSON.stringify(place)}));
    if (!at) return false;
    const frame = browser.getBoundingClientRect();
    click(browser.ownerDocument.defaultView, frame.x + at.x, frame.y + at.y);
    return true;`,
  );
}

/** What {@link clickOn} looks for: a button by the beginning of its words. */
export const button = (words: string): string =>
  `[...content.document.querySelectorAll('button')].find(({ innerText }) => innerText.startsWith(${JSON.stringify(words)}))`;

/** The desktop notifications that stand on the screen, by their words. Needs `alerts.useSystemBackend: false`. */
export function noticesOf(firefox: FirefoxBrowser): Promise<string[]> {
  return inChrome<string[]>(
    firefox,
    `return [...Services.wm.getEnumerator('alert:alert')].map(({ document }) =>
      [...document.querySelectorAll('#alertTitleLabel, #alertTextLabel')].map((label) => label.value || label.textContent).join(': '));`,
  );
}

/** Clicks the first of them. */
export function clickNotice(firefox: FirefoxBrowser): Promise<void> {
  return inChrome<void>(
    firefox,
    `const window = Services.wm.getMostRecentWindow('alert:alert');
    const { x, y, width, height } = window.document.querySelector('#alertTitleLabel').getBoundingClientRect();
    click(window, x + width / 2, y + height / 2);`,
  );
}
