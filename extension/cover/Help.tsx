/** Pages of help that a child may open from the cover: small and quiet, below the words of the moment. */
import type { JSX } from 'preact';
import { message } from '../locales/catalogue.ts';
import { english, type Language } from '../locales/home-language.ts';
import type { HelpName } from '../platform/messages.ts';

export type HelpProps = {
  names: readonly HelpName[];
  open: (name: HelpName) => void;
  /** Of the line above the buttons; the pages behind them, and so their names, are English. */
  language?: Language;
};

export function Help({ names, open, language = english }: HelpProps): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <div class="help" role="group" aria-labelledby="help-label">
      <p id="help-label" {...(language !== english && { lang: language.tag, dir: language.direction })}>
        {language.say('cover.help.label')}
      </p>
      {names.map((name) => (
        <button type="button" key={name} onClick={() => open(name)}>
          {message(`cover.help.${name}`)}
        </button>
      ))}
    </div>
  );
}
