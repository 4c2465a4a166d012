/** The words of the moment with their picture: in English alone, or in a child's home language with English beside it. */
import type { ComponentChildren, JSX } from 'preact';
import { english, type Language } from '../locales/home-language.ts';
import { Picture } from './Pictures.tsx';
import type { CoverWords, HomeWords } from './wording.ts';

type Home = { readonly language: Language; readonly words: HomeWords };

export type SayProps = {
  words: CoverWords;
  /** The same words in the language that is shown first, where that is not English. */
  home?: Home | undefined;
  /** Of the language that is shown, where there is a choice: the layout makes room for two, and stays when it is changed. */
  direction?: Language['direction'] | undefined;
  children?: ComponentChildren;
};

/** The live region always holds the current truth, so that nobody has to look at the right moment to hear it. */
export function Say({ words, home, direction = home?.language.direction, children }: SayProps): JSX.Element {
  return (
    <div class="say" data-direction={direction}>
      <div class="words" role="status" aria-live="polite" aria-atomic="true">
        {home ? <TwoLanguages words={words} home={home} /> : <EnglishAlone words={words} />}
        {words.adults.map((line) => (
          <p key={line} class="adults" {...(home && attributesOf(english))}>
            {line}
          </p>
        ))}
      </div>
      <Picture name={words.picture} />
      {children}
    </div>
  );
}

function EnglishAlone({ words }: { words: CoverWords }): JSX.Element {
  return (
    <>
      <h1>{unbroken(words.headline)}</h1>
      {words.lines.map((line) => (
        <p key={line}>{unbroken(line)}</p>
      ))}
    </>
  );
}

/** Each part says which language it is, so that a screen reader changes its voice and each script has its own direction. */
function TwoLanguages({ words, home }: { words: CoverWords; home: Home }): JSX.Element {
  const { language, words: own } = home;
  // A sentence that its catalogue lacks is said in English, and must be read as English.
  const languageOf = (text: string) =>
    text === words.headline || [...words.lines, ...words.adults].includes(text) ? attributesOf(english) : {};
  return (
    <>
      <div class="home" {...attributesOf(language)}>
        <h1 {...languageOf(own.headline)}>{own.headline}</h1>
        {own.lines.map((line) => (
          <p key={line} {...languageOf(line)}>
            {line}
          </p>
        ))}
        {own.notes.map((line) => (
          <p key={line} class="adults" {...languageOf(line)}>
            {line}
          </p>
        ))}
      </div>
      <div class="beside" {...attributesOf(english)}>
        {[words.headline, ...words.lines].map((line) => (
          <p key={line}>{unbroken(line)}</p>
        ))}
      </div>
    </>
  );
}

function attributesOf({ tag, direction }: Language): { lang: string; dir: 'ltr' | 'rtl' } {
  return { lang: tag, dir: direction };
}

/** A line is never broken inside a word such as "grown-up": for a new reader its halves are two strange words. */
function unbroken(line: string): (JSX.Element | string)[] {
  const parts = line.split(/(\b\w{1,7}-\w{1,7}\b)/);
  return parts.map((part, index) => (index % 2 === 1 ? <span class="whole">{part}</span> : part));
}
