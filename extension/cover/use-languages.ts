/** Which languages a cover offers and which it shows first: the child's own choice, for this cover alone, kept nowhere. */
import { useEffect, useState } from 'preact/hooks';
import { english, type Language } from '../locales/home-language.ts';

export type LanguagesInUse = {
  readonly languages: readonly Language[];
  readonly shown: Language;
  readonly choose: (language: Language) => void;
};

/** English until `load` has given what the school asks for, so that the first words never wait. */
export function useLanguages(
  asked: readonly string[],
  load: ((asked: readonly string[]) => Promise<readonly Language[]>) | undefined,
): LanguagesInUse {
  const [languages, offer] = useState<readonly Language[]>([]);
  const [chosen, choose] = useState<string>();
  const wanted = asked.join();
  useEffect(() => {
    let current = true;
    if (wanted === '') offer([]);
    // It never fails: what cannot be loaded is not among what comes.
    else void load?.(wanted.split(',')).then((loaded) => current && offer(loaded));
    return () => {
      current = false;
    };
  }, [wanted]);
  const shown = languages.find(({ tag }) => tag === chosen) ?? languages[0] ?? english;
  return { languages, shown, choose: ({ tag }) => choose(tag) };
}
