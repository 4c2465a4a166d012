/** Raising a concern about an adult here: first whom else one can turn to, then the words. */
import { useState } from 'preact/hooks';
import { inertText } from '../../../shared/inert-text.ts';
import { anything, call } from '../api.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { ContactList } from '../school/ContactLines.tsx';
import { word } from '../words.ts';
import { contactsOf, loadFirst, type First } from './load.ts';

export function RaisePage() {
  const { answer, again } = useAnswer(loadFirst);
  const [sent, setSent] = useState<'staff' | 'head'>();
  if (sent)
    return (
      <>
        <h1>{word('raise.sent')}</h1>
        <p class="card" role="status">
          {word(sent === 'head' ? 'raise.sent-head' : 'raise.sent-staff')}
        </p>
        <p>{word('raise.sent-more')}</p>
        {answer?.ok && <ContactList contacts={contactsOf(answer.value)} />}
        <p>
          <a href="/">{word('no-page.back')}</a>
        </p>
      </>
    );
  return (
    <>
      <h1>{word('raise.title')}</h1>
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
        <>
          <section class="card stack">
            <h2>{word('raise.first')}</h2>
            <p>{word('raise.danger')}</p>
            <ContactList contacts={contactsOf(answer.value)} />
          </section>
          <RaiseForm people={answer.value.people} sent={setSent} />
        </>
      )}
    </>
  );
}

function RaiseForm({ people, sent }: { people: First['people']; sent: (about: 'staff' | 'head') => void }) {
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  const radio = (name: string, value: string, text: string, hint: string) => (
    <label class="choice">
      <input type="radio" name={name} value={value} required />
      <span>
        {text}
        <span class="quiet small choice-hint">{hint}</span>
      </span>
    </label>
  );
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const about = form.get('about') === 'head' ? 'head' : 'staff';
        const person = form.get('person');
        const body = {
          about,
          level: form.get('level'),
          text: form.get('text'),
          ...(typeof person === 'string' && person !== '' && { person }),
        };
        once('send', async () => {
          const answer = await call('/concerns', anything, { body });
          setProblem(answer.ok ? undefined : answer.failure.sentence);
          if (answer.ok) sent(about);
        });
      }}
    >
      <h2>{word('raise.write')}</h2>
      <p class="quiet">{word('raise.who-sees')}</p>
      <fieldset class="stack stack-tight">
        <legend>{word('raise.about')}</legend>
        {radio('about', 'staff', word('raise.about-staff'), word('raise.about-staff-why'))}
        {radio('about', 'head', word('raise.about-head'), word('raise.about-head-why'))}
      </fieldset>
      <Labelled id="person" label={word('raise.person')} hint={word('raise.person-why')}>
        <select id="person" name="person" class="input" aria-describedby="person-hint">
          <option value="">{word('raise.nobody')}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {inertText(name)}
            </option>
          ))}
        </select>
      </Labelled>
      <fieldset class="stack stack-tight">
        <legend>{word('raise.level')}</legend>
        {radio('level', 'allegation', word('level.allegation'), word('raise.allegation-why'))}
        {radio('level', 'low-level', word('level.low-level'), word('raise.low-level-why'))}
      </fieldset>
      <Labelled id="text" label={word('raise.text')} hint={word('raise.text-why')}>
        <textarea
          id="text"
          name="text"
          class="input"
          rows={6}
          maxLength={8000}
          required
          autoComplete="off"
          aria-describedby="text-hint"
        />
      </Labelled>
      <Problem sentence={problem} />
      <p>
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy ? 'working' : 'raise.send')}
        </button>
      </p>
    </form>
  );
}
