/** The three ways to press in Firefox, with mouse and keys of the browser's window, and the extension's own life. */
import type { FirefoxBrowser } from './firefox.ts';
import { clickOn, inChrome } from './firefox-window.ts';

const extensionId = 'dolphin@dolphin.example';
const toolbarDolphin = `[data-extensionid="${extensionId}"] .unified-extensions-item-action-button`;

/** Clicks the toolbar dolphin of a window. */
export function clickToolbar(firefox: FirefoxBrowser, window = 0): Promise<void> {
  return inChrome<void>(
    firefox,
    `const window = windows[${window}];
    const box = window.document.querySelector(${JSON.stringify(toolbarDolphin)}).getBoundingClientRect();
    click(window, box.x + box.width / 2, box.y + box.height / 2);`,
  );
}

/** What the badge on the toolbar dolphin says. */
export function badgeOf(firefox: FirefoxBrowser): Promise<string> {
  return inChrome<string>(
    firefox,
    `return windows[0].document.querySelector(${JSON.stringify(toolbarDolphin)})?.getAttribute('badge') ?? '';`,
  );
}

/** Types Alt+Shift+D through a window's text input, as a keyboard does. */
export function pressShortcut(firefox: FirefoxBrowser, window = 0): Promise<void> {
  return inChrome<void>(
    firefox,
    `const window = windows[${window}];
    const input = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
    input.beginInputTransactionForTests(window);
    const keys = [['Alt', 'AltLeft', 18], ['Shift', 'ShiftLeft', 16], ['D', 'KeyD', 68]].map(
      ([key, code, keyCode]) => new window.KeyboardEvent('', { key, code, keyCode }),
    );
    for (const key of keys) input.keydown(key);
    for (const key of keys.reverse()) input.keyup(key);`,
  );
}

/** The on-page dolphin of the tab in front, by its accessible name; its shadow root is closed to everybody but this. */
const onPageDolphin = `[...content.document.documentElement.children]
  .map(({ openOrClosedShadowRoot }) => openOrClosedShadowRoot?.querySelector('button[aria-label^="Dolphin: hide the screen"]'))
  .find(Boolean)`;

/** Clicks the on-page dolphin with the mouse; false when it has not appeared yet. */
export function clickDolphin(firefox: FirefoxBrowser, window = 0): Promise<boolean> {
  return clickOn(firefox, { tabOf: window }, onPageDolphin);
}

/** Counts the background pages begun since the browser's start, from the first call on. */
export function backgroundsBegun(firefox: FirefoxBrowser): Promise<number> {
  return inChrome<number>(
    firefox,
    `const { extension } = WebExtensionPolicy.getByID('${extensionId}');
    if (extension.dolphinBegun === undefined) {
      extension.dolphinBegun = 0;
      extension.on('background-script-started', () => { extension.dolphinBegun += 1; });
    }
    return extension.dolphinBegun;`,
  );
}

/**
 * Stops the extension's background page, as Firefox does when it has been idle: an event that comes in between calls the
 * stop off, and then it is tried again.
 */
const stop = `const { extension } = WebExtensionPolicy.getByID('${extensionId}');
  const before = extension.backgroundContext;
  const stopped = async () => {
    for (let tries = 0; extension.backgroundContext === before; tries += 1) {
      if (tries === 1000) throw new Error('Firefox did not stop the background page.');
      await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };`;

/** Stops the background page that is there, now. */
export function stopBackground(firefox: FirefoxBrowser): Promise<void> {
  return inChrome<void>(firefox, `${stop} await stopped();`);
}

/** Stops it as soon after the next cover's tab is made as Firefox lets anybody. */
export function stopBackgroundAtCover(firefox: FirefoxBrowser): Promise<void> {
  return inChrome<void>(
    firefox,
    `${stop}
    const { tabContainer } = windows[0].gBrowser;
    await new Promise((resolve) => tabContainer.addEventListener('TabOpen', resolve, { once: true }));
    await stopped();`,
  );
}
