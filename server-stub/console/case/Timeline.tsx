/** The four lanes as one timeline. */
import { useState } from 'preact/hooks';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { inertText } from '../../../shared/inert-text.ts';
import { Prose } from '../frame/Prose.tsx';
import { exactTime, word } from '../words.ts';
import { momentsOf, type Told } from './moments.ts';

export function CaseTimeline({ incident }: { incident: IncidentView }) {
  const [all, setAll] = useState(false);
  const moments = momentsOf(incident);
  const hidden = moments.filter(({ small }) => small).length;
  return (
    <section class="stack stack-tight">
      <div class="page-head">
        <h2>{word('timeline.title')}</h2>
        {hidden > 0 && (
          <label class="switch small no-print">
            <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
            {word('timeline.all')}
          </label>
        )}
      </div>
      <ol class="timeline">
        {moments
          .filter(({ small }) => all || !small)
          .map((moment) => (
            <Line key={moment.key} moment={moment} />
          ))}
      </ol>
    </section>
  );
}

function Line({ moment: { at, lane, text, by, details } }: { moment: Told }) {
  return (
    <li class={`moment-${lane}`}>
      <span>
        {text}
        {by !== undefined && <span class="quiet"> · {inertText(by)}</span>}
        <span class="unseen"> ({word(`lane.${lane}`)})</span>
      </span>
      <time class="quiet small" dateTime={at}>
        {exactTime(at)}
      </time>
      {details.length > 0 && (
        <dl class="details small">
          {details.map(([name, value]) => (
            <div key={name} class={name === '' ? 'detail-alone' : undefined}>
              <dt class={name === '' ? 'unseen' : undefined}>{name === '' ? text : name}</dt>
              <dd>
                <Prose text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
