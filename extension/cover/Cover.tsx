/** What the child sees: the words of the moment, a picture of what to do, and the adult's way out. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { CoverView } from '../platform/messages.ts';
import { Help, type HelpProps } from './Help.tsx';
import { Picture } from './Pictures.tsx';
import { Release, type ReleaseProps } from './Release.tsx';
import { nobodyAfterMs, wordsFor, type CoverWords } from './wording.ts';

export type CoverProps = Omit<ReleaseProps, 'device'> & {
  /** Gives each view as it comes; gives the function that stops. Absent where only the first picture is wanted. */
  watch?: (show: (view: CoverView) => void) => () => void;
  /** Opens a page of help. */
  help?: HelpProps['open'];
};

export function Cover({ watch, help, release, random }: CoverProps): JSX.Element {
  const [view, show] = useState<CoverView>();
  const waitedMs = useWaited(view);
  useEffect(() => watch?.(show), []);
  useLayoutEffect(() => {
    if (view) document.documentElement.dataset['state'] = view.state;
  }, [view?.state]);
  return (
    <>
      <Say words={wordsFor(view, waitedMs)}>{view && help && <Help names={helpIn(view)} open={help} />}</Say>
      {view?.state !== 'released' && <Release release={release} random={random} device={view?.deviceLabel} />}
    </>
  );
}

/** The live region always holds the current truth, so that nobody has to look at the right moment to hear it. */
export function Say({ words, children }: { words: CoverWords; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="say">
      <div class="words" role="status" aria-live="polite" aria-atomic="true">
        <h1>{unbroken(words.headline)}</h1>
        {words.lines.map((line) => (
          <p key={line}>{unbroken(line)}</p>
        ))}
        {words.adults.map((line) => (
          <p key={line} class="adults">
            {line}
          </p>
        ))}
      </div>
      <Picture name={words.picture} />
      {children}
    </div>
  );
}

/** While something still shows, only one thing matters: that an adult comes to this very screen. */
function helpIn({ state, uncovered, help }: CoverView): CoverView['help'] {
  return state === 'released' || uncovered > 0 ? [] : help;
}

/** A line is never broken inside a word such as "grown-up": for a new reader its halves are two strange words. */
function unbroken(line: string): (JSX.Element | string)[] {
  const parts = line.split(/(\b\w{1,7}-\w{1,7}\b)/);
  return parts.map((part, index) => (index % 2 === 1 ? <span class="whole">{part}</span> : part));
}

/** How long the child has waited, ms, as coarsely as the words need it. A clock set back does not start the wait anew. */
function useWaited(view: CoverView | undefined): number {
  const [waitedMs, setWaited] = useState(0);
  const pressedAt = view?.pressedAt;
  useEffect(() => {
    if (pressedAt === undefined) return undefined;
    const leftMs = Math.min(nobodyAfterMs, nobodyAfterMs - (Date.now() - pressedAt));
    const timer = setTimeout(() => setWaited(nobodyAfterMs), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, [pressedAt]);
  return waitedMs;
}
