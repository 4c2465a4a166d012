/** What the register is asked for: a row of ways, each an address of its own, and a search. */
import type { Shown } from '../../../shared/incident-api.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';

export type Asked = { readonly show: string; readonly q: string };

const forLeads: readonly Shown[] = ['open', 'unsuitable', 'dismissed', 'technical', 'locked', 'closed', 'practice'];
const forTechnicians: readonly Shown[] = ['technical', 'unsuitable', 'practice'];

/** Where a question lives, so that "back" goes back to it. */
export function pathOf({ show, q }: Asked): string {
  const query = new URLSearchParams();
  if (show !== '') query.set('show', show);
  if (q !== '') query.set('q', q);
  const text = query.toString();
  return text === '' ? '/incidents' : `/incidents?${text}`;
}

export function Filters(props: { asked: Asked; standing: Standing; go: (path: string) => void }) {
  const { asked, standing, go } = props;
  const ways = ['', ...(standing.duties.has('narrative') ? forLeads : forTechnicians)] as const;
  return (
    <>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget).get('q');
          go(pathOf({ show: asked.show, q: typeof given === 'string' ? given.trim() : '' }));
        }}
      >
        <label class="unseen" for="q">
          {word('register.search')}
        </label>
        <input
          id="q"
          name="q"
          class="input"
          type="search"
          maxLength={100}
          autoComplete="off"
          spellcheck={false}
          placeholder={word('register.search-hint')}
          defaultValue={asked.q}
        />
        <button type="submit" class="button">
          {word('register.go')}
        </button>
      </form>
      <nav aria-label={word('register.filters')}>
        <ul class="chips">
          {ways.map((show) => (
            <li key={show}>
              <a
                class="chip"
                href={pathOf({ show, q: asked.q })}
                aria-current={show === asked.show ? 'true' : undefined}
              >
                {word(show === '' ? 'show.all' : `show.${show}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
