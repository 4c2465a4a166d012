/** Pages of help that a child may open from the cover: small and quiet, below the words of the moment. */
import type { JSX } from 'preact';
import { message } from '../locales/catalogue.ts';
import type { HelpName } from '../platform/messages.ts';

export type HelpProps = {
  names: readonly HelpName[];
  open: (name: HelpName) => void;
};

export function Help({ names, open }: HelpProps): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <div class="help" role="group" aria-labelledby="help-label">
      <p id="help-label">{message('cover.help.label')}</p>
      {names.map((name) => (
        <button type="button" key={name} onClick={() => open(name)}>
          {message(`cover.help.${name}`)}
        </button>
      ))}
    </div>
  );
}
