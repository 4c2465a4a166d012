/** The list of checks: what is wrong first in sight, each level told by word and sign, not by colour alone. */
import type { JSX } from 'preact';
import { message } from '../locales/catalogue.ts';
import type { Check, Level } from './checks.ts';

const paths: Readonly<Record<Level, string>> = {
  green: 'M3.5 8.5l3 3 6-7',
  amber: 'M8 3.5v5.5M8 12v.5',
  red: 'M4 4l8 8M12 4l-8 8',
  plain: 'M4 8h8',
};

export function CheckList({ checks }: { checks: readonly Check[] }): JSX.Element {
  return (
    <section>
      <h2>{message('selfcheck.group.checks')}</h2>
      <ul class="checks">
        {checks.map(({ name, level, says, fix }) => (
          <li key={name} class={`check level-${level}`}>
            <span class="check-sign">
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d={paths[level]} />
              </svg>
              <span class="unseen">{message(`selfcheck.level.${level}`)}</span>
            </span>
            <div class="check-words">
              <h3>{name}</h3>
              <p>{says}</p>
              {fix !== undefined && <p class="check-fix">{fix}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
