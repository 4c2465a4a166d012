/** What the extension does inside a page: shows the dolphin, hides on a press or on the background's word, lets go at release. */
import { ask, hear } from '../platform/messages.ts';
import { createButton } from './button.ts';
import { createOverlay, quieten } from './overlay.ts';

/** Pauses before a press is told again, in ms: the worker may just be starting or being updated. */
const tellAgainMs = [0, 300, 1500] as const;

/** Starts at once and cheaply; what shows comes when the page is idle. Gives the function that removes every trace. */
export function startPage(): () => void {
  const overlay = createOverlay();
  let typed = false;
  let released = false;

  const cover = (): void => {
    overlay.show();
    quieten();
  };
  const press = (): void => {
    cover();
    void tellPress(() => typed);
  };
  const button = createButton(press, (corner) => void ask('page.corner', { corner }));
  const noteTyping = (event: Event): void => {
    if (event.isTrusted) typed = true;
  };
  addEventListener('input', noteTyping, { capture: true, passive: true });

  const stopHearing = hear({
    'page.cover': ({ pause }) => {
      released = false;
      overlay.show();
      if (pause) quieten();
      return { typed };
    },
    'page.uncover': () => {
      released = true;
      overlay.hide();
    },
  });

  void ask('page.started', {}).then((reply) => {
    if (!reply.ok) return;
    const { covered, dolphin } = reply.value;
    // A release may have overtaken the answer.
    if (covered && !released) overlay.show();
    if (dolphin.show) whenIdle(() => button.show(dolphin.corner, dolphin.name));
  });

  return () => {
    stopHearing();
    removeEventListener('input', noteTyping, { capture: true });
    overlay.hide();
    button.remove();
  };
}

async function tellPress(typed: () => boolean): Promise<void> {
  for (const pause of tellAgainMs) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if ((await ask('press.page', { typed: typed() })).ok) return;
  }
}

/** After the page has its own elements and a moment to spare. */
function whenIdle(act: () => void): void {
  const soon = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(act, { timeout: 1000 });
    else setTimeout(act, 100);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', soon, { once: true });
  else soon();
}
