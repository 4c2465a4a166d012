/** The register: every incident that this person may see, filtered and searched by the server, page by page. */
import { useCallback, useState } from 'preact/hooks';
import { incidentListSchema, type IncidentSummary } from '../../../shared/incident-api.ts';
import { call, type Answer } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import type { Standing } from '../standing.ts';
import { word } from '../words.ts';
import { Filters, pathOf, type Asked } from './Filters.tsx';
import { IncidentRows } from './IncidentRows.tsx';

type Page = { incidents: IncidentSummary[]; next?: string | undefined };

/** The server's own path for what is asked. */
function askFor({ show, q }: Asked, before?: string): Promise<Answer<Page>> {
  const query = new URLSearchParams();
  if (show !== '') query.set('show', show);
  if (q !== '') query.set('q', q);
  if (before !== undefined) query.set('before', before);
  const text = query.toString();
  return call(text === '' ? '/incidents' : `/incidents?${text}`, incidentListSchema);
}

export function RegisterPage(props: Asked & { standing: Standing; go: (path: string) => void }) {
  const { show, q, standing, go } = props;
  const load = useCallback(() => askFor({ show, q }), [show, q]);
  const { answer, again } = useAnswer(load);
  return (
    <>
      <div class="page-head">
        <h1>{word('nav.incidents')}</h1>
        <button type="button" class="button button-small" onClick={again}>
          {word('audit.renew')}
        </button>
      </div>
      <Filters key={q} asked={{ show, q }} standing={standing} go={go} />
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && (
        <>
          <Problem sentence={answer.failure.sentence} />
          <p>
            <button type="button" class="button" onClick={again}>
              {word('again')}
            </button>
          </p>
        </>
      )}
      {answer?.ok && (
        <Pages key={`${show} ${q} ${answer.value.incidents[0]?.id ?? ''}`} first={answer.value} asked={{ show, q }} />
      )}
    </>
  );
}

function Pages({ first, asked }: { first: Page; asked: Asked }) {
  const [older, setOlder] = useState<readonly Page[]>([]);
  const [problem, setProblem] = useState<string>();
  const { busy, once } = useOnce<'more'>();
  const pages = [first, ...older];
  const incidents = pages.flatMap((page) => page.incidents);
  const next = pages.at(-1)?.next;
  const filtered = asked.show !== '' || asked.q !== '';
  return (
    <>
      <p class="unseen" role="status">
        {word('register.count', { count: incidents.length })}
      </p>
      {incidents.length === 0 && (
        <div class="empty">
          <strong>{word(next === undefined ? 'register.none' : 'register.none-yet')}</strong>
          {filtered && <a href={pathOf({ show: '', q: '' })}>{word('register.all')}</a>}
        </div>
      )}
      {incidents.length > 0 && <IncidentRows incidents={incidents} />}
      <Problem sentence={problem} />
      {next !== undefined && (
        <button
          type="button"
          class="button"
          aria-disabled={busy !== undefined}
          onClick={() =>
            once('more', async () => {
              const more = await askFor(asked, next);
              setProblem(more.ok ? undefined : more.failure.sentence);
              if (more.ok) setOlder((earlier) => [...earlier, more.value]);
            })
          }
        >
          {word(busy ? 'loading' : incidents.length === 0 ? 'register.further' : 'live.more')}
        </button>
      )}
    </>
  );
}
