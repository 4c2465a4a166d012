/** The children of an incident, and for each what was decided about telling their parents. */
import type { Child } from '../../../shared/incident-api.ts';
import { inertText } from '../../../shared/inert-text.ts';
import { exactTime, word, wordIfAny } from '../words.ts';
import { EventForm } from './EventForm.tsx';
import type { FormSpec } from './event-form.ts';
import { policeOf } from './forms.ts';
import type { StepProps } from './StepBody.tsx';

const link: FormSpec = {
  kind: 'learner.linked',
  go: 'go.child',
  fields: [
    { name: 'name', label: 'field.child-name', as: 'line' },
    { name: 'born', label: 'field.born', as: 'day', optional: true },
  ],
};
const withheld: FormSpec = {
  kind: 'parent.withheld',
  go: 'go.withheld',
  fields: [{ name: 'why', label: 'field.why', as: 'text' }],
};
const informed: FormSpec = {
  kind: 'parent.informed',
  go: 'go.informed',
  fields: [
    { name: 'at', label: 'field.when', as: 'time' },
    { name: 'by', label: 'field.by', as: 'line' },
    {
      name: 'how',
      label: 'field.how',
      as: 'choice',
      of: [
        ['in-person', 'how.in-person'],
        ['telephone', 'how.telephone'],
        ['letter', 'how.letter'],
        ['e-mail', 'how.e-mail'],
        ['meeting', 'how.meeting'],
      ],
    },
  ],
};

export function Children({ incident, append, done }: StepProps) {
  const { children = [] } = incident;
  const police = policeOf(incident);
  return (
    <>
      <p class="quiet">{word('why.children')}</p>
      {children.map((child) => (
        <section key={child.child} class="card stack">
          <h3>{inertText(String(child.name))}</h3>
          <Parents child={child} />
          <details class="inner" open={!child.parents}>
            <summary>{word('parents.informed')}</summary>
            <EventForm
              id={`informed-${child.child}`}
              spec={{ ...informed, fields: [...informed.fields, ...police] }}
              fixed={{ child: child.child }}
              append={append}
              done={done}
            >
              {police.length > 0 && <p class="note">{word('police.first')}</p>}
            </EventForm>
          </details>
          <details class="inner">
            <summary>{word('parents.withheld')}</summary>
            <EventForm
              id={`withheld-${child.child}`}
              spec={withheld}
              fixed={{ child: child.child }}
              append={append}
              done={done}
            />
          </details>
        </section>
      ))}
      <details class="inner" open={children.length === 0}>
        <summary>{word(children.length === 0 ? 'children.first' : 'children.another')}</summary>
        <EventForm id="child" spec={link} fixed={{ child: nextChild(children) }} append={append} done={done} />
      </details>
    </>
  );
}

/** The incident's own short name for a child; the name itself lies encrypted. */
export function nextChild(children: readonly Child[]): string {
  const taken = new Set(children.map(({ child }) => child));
  let number = 1;
  while (taken.has(`c${number}`)) number += 1;
  return `c${number}`;
}

function Parents({ child }: { child: Child }) {
  const text = parentsText(child);
  return text === undefined ? <p class="tag tag-waiting">{word('parents.open')}</p> : <p>{text}</p>;
}

/** The decision in a sentence; undefined while there is none. */
export function parentsText({ parents }: Child): string | undefined {
  if (!parents) return undefined;
  const said = (name: string) => (typeof parents[name] === 'string' ? parents[name] : '');
  return parents['kind'] === 'parent.informed'
    ? word('parents.were', {
        at: exactTime(said('at')),
        by: inertText(said('by')),
        how: wordIfAny(`how.${said('how')}`) ?? '',
      })
    : word('parents.were-not', { why: inertText(said('why')) });
}
