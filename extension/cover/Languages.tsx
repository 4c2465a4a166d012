/** One button for each language, with the name that its own speakers give it; nothing of the choice is kept. */
import type { JSX } from 'preact';
import type { Language } from '../locales/home-language.ts';

export type LanguagesProps = {
  languages: readonly Language[];
  shown: Language;
  choose: (language: Language) => void;
};

export function Languages({ languages, shown, choose }: LanguagesProps): JSX.Element | null {
  if (languages.length < 2) return null;
  return (
    <div class="languages" role="group" lang={shown.tag} aria-label={shown.say('cover.languages')}>
      {languages.map((language) => (
        <button
          type="button"
          key={language.tag}
          lang={language.tag}
          dir={language.direction}
          aria-pressed={language.tag === shown.tag}
          onClick={() => choose(language)}
        >
          {language.name}
        </button>
      ))}
    </div>
  );
}
