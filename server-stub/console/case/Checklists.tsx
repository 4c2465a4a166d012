/** The school's own checklists: each line done, or not needed because, or still open. */
import { useState } from 'preact/hooks';
import type { Checklist } from '../../../shared/incident-api.ts';
import { inertText } from '../../../shared/inert-text.ts';
import { useOnce } from '../frame/use-once.ts';
import { Problem } from '../frame/Field.tsx';
import { ContactLines } from '../school/ContactLines.tsx';
import type { Profile } from '../school/profile.ts';
import { word } from '../words.ts';
import { EventForm } from './EventForm.tsx';
import type { FormSpec } from './event-form.ts';
import type { StepProps } from './StepBody.tsx';
import type { Append } from './use-case.ts';

const notNeeded: FormSpec = {
  kind: 'checklist.not-needed',
  go: 'go.not-needed',
  fields: [{ name: 'because', label: 'field.because', as: 'text' }],
};
const withNote: FormSpec = {
  kind: 'checklist.ticked',
  go: 'go.tick-note',
  fields: [{ name: 'note', label: 'field.note', as: 'text' }],
};

export function Checklists({ incident: { checklists = [] }, profile, append }: StepProps) {
  return (
    <>
      {checklists.map((list) => (
        <section key={list.id} class="stack stack-tight">
          <h3>{`${list.id} ${list.title}`}</h3>
          <p class="quiet small">
            {word('checklist.count', { done: list.lines.filter(({ done }) => done).length, all: list.lines.length })}
          </p>
          {list.never !== undefined && <p class="note note-bad">{list.never}</p>}
          <ul class="checklist">
            {list.lines.map((line) => (
              <Line key={line.id} procedure={list.id} line={line} profile={profile} append={append} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

type LineProps = {
  procedure: string;
  line: Checklist['lines'][number];
  profile: Profile | undefined;
  append: Append;
};

function Line({ procedure, line, profile, append }: LineProps) {
  const { busy, once } = useOnce<'tick'>();
  const [problem, setProblem] = useState<string>();
  const { done, contacts, policeFirst } = line;
  const fixed = { procedure, item: line.id };
  const said = done && (done.notNeeded ?? done.note);
  const id = `${procedure.replace('.', '-')}-${line.id}`;
  return (
    <li class={done ? 'checked' : undefined}>
      <p id={`line-${id}`}>{line.text}</p>
      {policeFirst && !done && <p class="note">{word('police.first')}</p>}
      {!done && profile && <ContactLines ids={contacts} profile={profile} />}
      {done ? (
        <p class="small">
          <span class={`tag ${done.notNeeded === undefined ? 'tag-good' : ''}`}>
            {word(done.notNeeded === undefined ? 'checklist.done' : 'checklist.not-needed')}
          </span>{' '}
          {typeof said === 'string' && inertText(said)}
        </p>
      ) : (
        <div class="actions-line">
          <button
            type="button"
            class="button button-small"
            aria-disabled={busy !== undefined}
            aria-describedby={`line-${id}`}
            onClick={() => once('tick', async () => setProblem(await append({ kind: 'checklist.ticked', ...fixed })))}
          >
            {word(busy ? 'working' : 'go.tick')}
          </button>
        </div>
      )}
      <Problem sentence={problem} />
      <details class="inner">
        <summary>{word(done ? 'checklist.again' : 'checklist.other')}</summary>
        <EventForm id={`not-${id}`} spec={notNeeded} fixed={fixed} append={append} />
        <EventForm id={`tick-${id}`} spec={withNote} fixed={fixed} append={append} />
      </details>
    </li>
  );
}
