/** What may be illegal: what nobody does, whom this school reports to, and what came of it. */
import { inertText } from '../../../shared/inert-text.ts';
import { ContactLines } from '../school/ContactLines.tsx';
import { word } from '../words.ts';
import { EventForm } from './EventForm.tsx';
import type { FormSpec } from './event-form.ts';
import type { StepProps } from './StepBody.tsx';

const nevers = ['illegal.never-look', 'illegal.never-copy', 'illegal.never-delete', 'illegal.never-ask'] as const;
const dos = ['illegal.do-device', 'illegal.do-note', 'illegal.do-child'] as const;

const outcome: FormSpec = {
  kind: 'external.outcome',
  go: 'go.outcome',
  fields: [
    { name: 'outcome', label: 'field.outcome', as: 'text' },
    { name: 'reference', label: 'field.reference', as: 'line', optional: true },
  ],
};
export function Illegal({ incident, profile, append, done }: StepProps) {
  const { lanes, technicians = [], reader } = incident;
  const reported = lanes.external === 'reported';
  const rules = profile?.profile.safeguarding;
  const agencies = [...new Set([...(rules?.suspectedIllegal ?? []), ...(rules?.illegalAgencies ?? [])])];
  const names = (profile?.contacts ?? []).filter(({ id }) => agencies.includes(id)).map(({ name }) => name);
  const agency: FormSpec = {
    kind: 'agency.reported',
    go: 'go.agency',
    fields: [
      { name: 'agency', label: 'field.agency', as: 'list', of: [...names, word('agency.none')].map((n) => [n, n]) },
      { name: 'reference', label: 'field.reference', hint: 'hint.reference', as: 'line', optional: true },
      { name: 'reason', label: 'field.no-reference', as: 'text', optional: true },
    ],
  };
  const allow: FormSpec = {
    kind: 'illegal.locked',
    go: 'go.technician',
    fields: [
      {
        name: 'technician',
        label: 'field.technician',
        as: 'list',
        of: technicians.map(({ id, name }) => [id, inertText(name)]),
      },
    ],
  };
  const readerName = technicians.find(({ id }) => id === reader)?.name;
  return (
    <>
      <ul class="bullets">
        {nevers.map((key) => (
          <li key={key}>
            <strong>{word(key)}</strong>
          </li>
        ))}
        {dos.map((key) => (
          <li key={key}>{word(key)}</li>
        ))}
      </ul>
      <h3>{word('illegal.agencies')}</h3>
      {profile && <ContactLines ids={agencies} profile={profile} />}
      <details class="inner" open={!reported}>
        <summary>{word('go.agency')}</summary>
        <EventForm key={names.length} id="agency" spec={agency} append={append} done={done} />
      </details>
      {reported && (
        <details class="inner" open>
          <summary>{word('illegal.outcome')}</summary>
          <EventForm id="outcome" spec={outcome} append={append} done={done} />
        </details>
      )}
      {technicians.length > 0 && !reported && (
        <details class="inner">
          <summary>{word('illegal.technician')}</summary>
          <p class="quiet">
            {readerName === undefined
              ? word('why.technician')
              : word('illegal.reader', { name: inertText(readerName) })}
          </p>
          <EventForm id="technician" spec={allow} append={append} done={done} />
        </details>
      )}
    </>
  );
}
