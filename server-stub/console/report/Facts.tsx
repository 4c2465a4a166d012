/** What is known of the computer and the page. */
import { inertText } from '../../../shared/inert-text.ts';
import type { ReportView } from '../../../shared/staff-api.ts';
import { word } from '../words.ts';

export function Facts({ report }: { report: ReportView }) {
  const facts: [string, string | undefined][] = [
    [word('fact.device'), report.device],
    [word('fact.room'), report.room],
    [word('fact.group'), report.group],
    [word('fact.kind'), report.tabKind && word(`kind.${report.tabKind}`)],
    [
      word('fact.confirmed'),
      report.entry ? undefined : word(report.confirmed ? 'fact.confirmed-yes' : 'fact.confirmed-no'),
    ],
    [word('fact.id'), report.id],
  ];
  return (
    <section class="stack stack-tight">
      <h2>{word('fact.title')}</h2>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{inertText(value)}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
