/** Several pages were in sight at the press: an adult says which it was. */
import { useState } from 'preact/hooks';
import { inertText } from '../../../shared/inert-text.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { word } from '../words.ts';
import type { StepProps } from './StepBody.tsx';

export function ChoosePage({ incident, append, done }: StepProps) {
  const { busy, once } = useOnce<'send'>();
  const [problem, setProblem] = useState<string>();
  const [first] = incident.views;
  const pages = [first?.url ?? '', ...(first?.others ?? [])];
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        const page = Number(new FormData(event.currentTarget).get('page'));
        once('send', async () => {
          const refused = await append({ kind: 'page.chosen', page });
          setProblem(refused);
          if (refused === undefined) done();
        });
      }}
    >
      <fieldset class="stack stack-tight">
        <legend>{word('why.page')}</legend>
        {pages.map((url, index) => (
          <label key={index} class="choice">
            <input type="radio" name="page" value={index} required />
            <span class="choice-address" dir="ltr" translate={false}>
              {url === '' ? word('address.none') : inertText(url)}
            </span>
          </label>
        ))}
      </fieldset>
      <Problem sentence={problem} />
      <p>
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {word(busy ? 'working' : 'go.page')}
        </button>
      </p>
    </form>
  );
}
