/** Opens the panel when it is not the person's own click on the toolbar that does it. */
import { browser } from '../platform/browser.ts';

const size = { width: 400, height: 640 } as const;

/** The popup under the toolbar icon where the browser allows it, else a small window of its own. */
export async function openPanel(): Promise<void> {
  try {
    await browser.action.openPopup();
  } catch {
    // No window is in front, or the browser wants a click on the icon itself.
    await browser.windows.create({
      url: browser.runtime.getURL('/staff.html?window'),
      type: 'popup',
      focused: true,
      ...size,
    });
  }
}
