/** The concerns that this person may know of. */
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { exactTime, word, wordIfAny } from '../words.ts';
import { loadConcerns } from './load.ts';

export function ConcernsPage() {
  const { answer } = useAnswer(loadConcerns);
  return (
    <>
      <div class="page-head">
        <h1>{word('nav.concerns')}</h1>
        <a class="button button-small" href="/concerns/new">
          {word('raise.link')}
        </a>
      </div>
      <p class="quiet">{word('concerns.why')}</p>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {answer?.ok && answer.value.concerns.length === 0 && <p class="card">{word('concerns.none')}</p>}
      {answer?.ok && answer.value.concerns.length > 0 && (
        <ul class="register">
          {answer.value.concerns.map(({ id, level, state, openedAt }) => (
            <li key={id}>
              <p class="register-what">
                <a href={`/concerns/${id}`}>{exactTime(openedAt)}</a>
              </p>
              <p class="card-state">
                <span class={level === 'allegation' ? 'tag tag-grave' : 'tag'}>
                  {wordIfAny(`level.${level}`) ?? level}
                </span>
                <span class={state === 'open' ? 'tag tag-waiting' : 'tag tag-good'}>
                  {wordIfAny(`concern.${state}`) ?? state}
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
