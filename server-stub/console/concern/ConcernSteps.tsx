/** What can be done about a concern: its owner decides who else sees it and when it ends. */
import { useState } from 'preact/hooks';
import { inertText } from '../../../shared/inert-text.ts';
import { EventForm } from '../case/EventForm.tsx';
import type { FormSpec } from '../case/event-form.ts';
import type { Append } from '../case/use-case.ts';
import { Problem } from '../frame/Field.tsx';
import { useOnce } from '../frame/use-once.ts';
import { word, type Word } from '../words.ts';
import type { Concern, First } from './load.ts';

const note: FormSpec = {
  kind: 'concern.note',
  go: 'go.note',
  fields: [{ name: 'text', label: 'field.note', as: 'text' }],
};
const lado: FormSpec = {
  kind: 'concern.lado-told',
  go: 'go.lado',
  fields: [
    { name: 'reference', label: 'field.lado', as: 'line' },
    { name: 'note', label: 'field.note', as: 'text', optional: true },
  ],
};
const close: FormSpec = {
  kind: 'concern.closed',
  go: 'go.concern-close',
  fields: [
    { name: 'outcome', label: 'field.outcome', as: 'text' },
    { name: 'reason', label: 'field.reason', as: 'text' },
  ],
};
const reopen: FormSpec = {
  kind: 'concern.reopened',
  go: 'go.reopen',
  fields: [{ name: 'reason', label: 'field.reason', as: 'text' }],
};

export function ConcernSteps(props: { concern: Concern; people: First['people']; append: Append }) {
  const { concern, people, append } = props;
  const { owns, state, shared, person } = concern;
  const share: FormSpec = {
    kind: 'concern.shared',
    go: 'go.share',
    why: 'why.share',
    fields: [
      {
        name: 'person',
        label: 'field.person',
        as: 'list',
        of: people.filter(({ id }) => id !== person?.id).map(({ id, name }) => [id, inertText(name)]),
      },
    ],
  };
  const step = (title: Word, spec: FormSpec, open = false) => (
    <details class="step" open={open}>
      <summary>{word(title)}</summary>
      <div class="step-body">
        <EventForm id={spec.kind} spec={spec} append={append} />
      </div>
    </details>
  );
  const told = concern.timeline.some(({ kind }) => kind === 'concern.lado-told');
  return (
    <section class="stack steps">
      <h2>{word('step.now')}</h2>
      <div class="step-list">
        {step('step.lado', lado, concern.level === 'allegation' && state === 'open' && !told)}
        {step('step.note', note)}
        {owns && step('step.share', share)}
        {owns && state === 'open' && step('step.concern-close', close)}
        {owns && state === 'closed' && step('step.reopen', reopen)}
      </div>
      {owns && shared.length > 0 && <Shared shared={shared} append={append} />}
    </section>
  );
}

function Shared({ shared, append }: { shared: Concern['shared']; append: Append }) {
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  return (
    <>
      <h3>{word('concern.shared-with')}</h3>
      <Problem sentence={problem} />
      <ul class="rows">
        {shared.map(({ id, name }) => (
          <li key={id}>
            <span>{inertText(name)}</span>
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy !== undefined}
              aria-label={word('concern.unshare-one', { name: inertText(name) })}
              onClick={() => once(id, async () => setProblem(await append({ kind: 'concern.unshared', person: id })))}
            >
              {word(busy === id ? 'working' : 'concern.unshare')}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
