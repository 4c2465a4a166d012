/** One concern, for the headteacher or the chair, and for whom they have opened it to. */
import { useCallback } from 'preact/hooks';
import { inertText } from '../../../shared/inert-text.ts';
import type { Append } from '../case/use-case.ts';
import { anything, call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { Prose } from '../frame/Prose.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { ContactList } from '../school/ContactLines.tsx';
import { exactTime, word, wordIfAny } from '../words.ts';
import { ConcernSteps } from './ConcernSteps.tsx';
import { contactsOf, loadConcern, loadFirst, type Concern } from './load.ts';

export function ConcernPage({ id }: { id: string }) {
  const load = useCallback(() => loadConcern(id), [id]);
  const { answer, again } = useAnswer(load);
  const first = useAnswer(loadFirst).answer;
  const append = useCallback<Append>(
    async (event) => {
      const sent = await call(`/concerns/${encodeURIComponent(id)}/events`, anything, { body: event });
      if (sent.ok) again();
      return sent.ok ? undefined : sent.failure.sentence;
    },
    [id, again],
  );
  const way = (
    <p>
      <a href="/concerns">{word('concern.back')}</a>
    </p>
  );
  if (!answer) return <p class="quiet">{word('loading')}</p>;
  if (!answer.ok)
    return (
      <>
        <h1>{word('nav.concerns')}</h1>
        <Problem sentence={answer.failure.sentence} />
        {way}
      </>
    );
  const { concern } = answer.value;
  return (
    <>
      {way}
      <Head concern={concern} />
      {first?.ok && (
        <section class="stack stack-tight">
          <h2>{word('concern.contacts')}</h2>
          <ContactList contacts={contactsOf(first.value)} />
        </section>
      )}
      <ConcernSteps concern={concern} people={first?.ok ? first.value.people : []} append={append} />
      <ConcernTimeline concern={concern} />
    </>
  );
}

function Head({ concern }: { concern: Concern }) {
  const { level, state, about, person, openedAt, shared } = concern;
  return (
    <article class="card stack">
      <header class="card-head">
        <h1 class="card-title">
          {person ? inertText(person.name) : word(about === 'head' ? 'raise.about-head' : 'concern.unnamed')}
        </h1>
        <time class="card-when" dateTime={openedAt}>
          {exactTime(openedAt)}
        </time>
      </header>
      <p class="card-state">
        <span class={level === 'allegation' ? 'tag tag-grave' : 'tag'}>{wordIfAny(`level.${level}`) ?? level}</span>
        <span class={state === 'open' ? 'tag tag-waiting' : 'tag tag-good'}>
          {wordIfAny(`concern.${state}`) ?? state}
        </span>
      </p>
      <p class="quiet small">
        {word(about === 'head' ? 'concern.chairs' : 'concern.heads')}{' '}
        {shared.length > 0 && word('concern.shared', { names: shared.map(({ name }) => inertText(name)).join(', ') })}
      </p>
    </article>
  );
}

function ConcernTimeline({ concern: { timeline, shared } }: { concern: Concern }) {
  const names = new Map(shared.map(({ id, name }) => [id, name]));
  const details = ['text', 'reference', 'note', 'outcome', 'reason'] as const;
  return (
    <section class="stack stack-tight">
      <h2>{word('timeline.title')}</h2>
      <ol class="timeline">
        {timeline
          .filter(({ kind }) => kind !== 'concern.read')
          .map(({ seq, at, kind, by, content }) => (
            <li key={seq} class="moment-safeguarding">
              <span>
                {wordIfAny(`moment.${kind}`, { name: inertText(names.get(String(content['person'])) ?? '') }) ?? kind}
                {by !== undefined && <span class="quiet"> · {inertText(by)}</span>}
              </span>
              <time class="quiet small" dateTime={at}>
                {exactTime(at)}
              </time>
              <dl class="details small">
                {details.map((name) => {
                  const value = content[name];
                  return (
                    typeof value === 'string' && (
                      <div key={name}>
                        <dt>{word(`detail.${name}`)}</dt>
                        <dd>
                          <Prose text={value} />
                        </dd>
                      </div>
                    )
                  );
                })}
              </dl>
            </li>
          ))}
      </ol>
    </section>
  );
}
