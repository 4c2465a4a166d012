/** What a person does in Firefox's own window: toolbar, shortcut, the list of tabs. Runs in the browser's chrome scope. */
import type { FirefoxBrowser } from './firefox.ts';

const extensionId = 'dolphin@dolphin.example';

type Answer = { result: { type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } } };
type Tree = { result: { contexts: { context: string; url: string }[] } };
type Connection = { send: (method: string, params: object) => Promise<unknown> };

/** Evaluates an expression in the browser's window; only plain values come back. */
export async function inBrowserWindow(firefox: FirefoxBrowser, expression: string): Promise<unknown> {
  // Puppeteer has the BiDi connection and no public name for it.
  const { connection } = firefox.browser as unknown as { connection: Connection };
  const tree = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })) as Tree;
  const window = tree.result.contexts.find(({ url }) => url.endsWith('browser.xhtml'));
  if (!window) throw new Error('Firefox has no window.');
  const answer = (await connection.send('script.evaluate', {
    expression,
    target: { context: window.context },
    awaitPromise: true,
  })) as Answer;
  if (answer.result.type !== 'success') throw new Error(answer.result.exceptionDetails?.text ?? 'Firefox refused.');
  return answer.result.result?.value;
}

/** Clicks the toolbar dolphin over the tab that is in front. */
export async function pressToolbar(firefox: FirefoxBrowser): Promise<void> {
  const button = `[data-extensionid="${extensionId}"] .unified-extensions-item-action-button`;
  await inBrowserWindow(firefox, `document.querySelector(${JSON.stringify(button)}).click()`);
}

/** Types Alt+Shift+D through Firefox's own text input, as a keyboard does. */
export async function pressShortcut(firefox: FirefoxBrowser): Promise<void> {
  await inBrowserWindow(
    firefox,
    `(() => {
      const input = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
      input.beginInputTransactionForTests(window);
      const keys = [['Alt', 'AltLeft', 18], ['Shift', 'ShiftLeft', 16], ['D', 'KeyD', 68]].map(
        ([key, code, keyCode]) => new window.KeyboardEvent('', { key, code, keyCode }),
      );
      for (const key of keys) input.keydown(key);
      for (const key of keys.reverse()) input.keyup(key);
    })()`,
  );
}

export type FirefoxTab = { url: string; selected: boolean; muted: boolean };

/** The tabs of the window, as a person sees them. */
export async function tabsOf(firefox: FirefoxBrowser): Promise<FirefoxTab[]> {
  const text = await inBrowserWindow(
    firefox,
    `JSON.stringify(gBrowser.tabs.map((tab) => ({
      url: tab.linkedBrowser.currentURI.spec, selected: tab.selected, muted: tab.hasAttribute('muted'),
    })))`,
  );
  return JSON.parse(String(text)) as FirefoxTab[];
}

/** Reads the page in front, which may be one of the extension's own: those are closed to WebDriver. */
export async function readSelected(firefox: FirefoxBrowser): Promise<{ state: string; text: string }> {
  const inPage =
    'sendAsyncMessage("dolphin:read", [content.document.documentElement.dataset.state, content.document.body.innerText])';
  const read = await inBrowserWindow(
    firefox,
    `new Promise((resolve) => {
      const { messageManager } = gBrowser.selectedBrowser;
      messageManager.addMessageListener('dolphin:read', function hear({ data }) {
        messageManager.removeMessageListener('dolphin:read', hear);
        resolve(JSON.stringify({ state: String(data[0]), text: data[1] }));
      });
      messageManager.loadFrameScript(${JSON.stringify(`data:,${encodeURIComponent(inPage)}`)}, false);
    })`,
  );
  return JSON.parse(String(read)) as { state: string; text: string };
}
