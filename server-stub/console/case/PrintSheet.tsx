/** What the paper needs beside the timeline: the children with the parents' decisions, and the checklists. */
import type { IncidentView } from '../../../shared/incident-api.ts';
import { inertText } from '../../../shared/inert-text.ts';
import { word } from '../words.ts';
import { parentsText } from './Children.tsx';

export function PrintSheet({ incident: { children = [], checklists = [] } }: { incident: IncidentView }) {
  return (
    <div class="print-only">
      {children.length > 0 && <h2>{word('step.children')}</h2>}
      {children.map((child) => (
        <p key={child.child}>
          {inertText(String(child.name))}: {parentsText(child) ?? word('parents.open')}
        </p>
      ))}
      {checklists.map(({ id, title, lines }) => (
        <section key={id}>
          <h2>{`${id} ${title}`}</h2>
          <ul class="checklist">
            {lines.map(({ id: line, text, done }) => {
              const said = done && (done.notNeeded ?? done.note);
              const state = !done ? '☐' : done.notNeeded === undefined ? '☑' : word('checklist.not-needed');
              return (
                <li key={line}>
                  {[state, text, typeof said === 'string' ? inertText(said) : ''].filter(Boolean).join(' · ')}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
