/** What the child sees: the words of the moment, a picture of what to do, and the adult's way out. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { english, type Language } from '../locales/home-language.ts';
import type { CoverView } from '../platform/messages.ts';
import { Help, type HelpProps } from './Help.tsx';
import { Languages } from './Languages.tsx';
import { Release, type ReleaseProps } from './Release.tsx';
import { Say } from './Say.tsx';
import { useLanguages } from './use-languages.ts';
import { homeWordsFor, nobodyAfterMs, wordsFor } from './wording.ts';

export type CoverProps = Omit<ReleaseProps, 'device'> & {
  /** Gives each view as it comes; gives the function that stops. Absent where only the first picture is wanted. */
  watch?: (show: (view: CoverView) => void) => () => void;
  /** Opens a page of help. */
  help?: HelpProps['open'];
  /** Loads the languages to offer for those that the school asks for; never fails. */
  languages?: (asked: readonly string[]) => Promise<readonly Language[]>;
};

export function Cover({ watch, help, languages: load, release, random }: CoverProps): JSX.Element {
  const [view, show] = useState<CoverView>();
  const waitedMs = useWaited(view);
  const { languages, shown, choose } = useLanguages(view?.languages ?? [], load);
  const home =
    view && shown !== english ? { language: shown, words: homeWordsFor(view, waitedMs, shown.say) } : undefined;
  useEffect(() => watch?.(show), []);
  useLayoutEffect(() => {
    if (view) document.documentElement.dataset['state'] = view.state;
  }, [view?.state]);
  return (
    <>
      <Say words={wordsFor(view, waitedMs)} home={home} direction={languages.length > 0 ? shown.direction : undefined}>
        <Languages languages={languages} shown={shown} choose={choose} />
        {view && help && <Help names={helpIn(view)} open={help} language={shown} />}
      </Say>
      {view?.state !== 'released' && <Release release={release} random={random} device={view?.deviceLabel} />}
    </>
  );
}

/** While something still shows, only one thing matters: that an adult comes to this very screen. */
function helpIn({ state, uncovered, help }: CoverView): CoverView['help'] {
  return state === 'released' || uncovered > 0 ? [] : help;
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
