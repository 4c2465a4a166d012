/** The one timeline of an incident: what the chain says, what the computer told later, and which lane each belongs to. Pure. */
import type { IncidentView, Moment } from '../../../shared/incident-api.ts';
import type { LaneName } from '../../../shared/lanes.ts';
import { wordsOf } from '../report/timeline.ts';
import { word, wordIfAny } from '../words.ts';

export type Told = {
  readonly key: string;
  readonly at: string;
  readonly lane: LaneName | 'record';
  readonly text: string;
  readonly by?: string | undefined;
  readonly details: readonly (readonly [name: string, value: string])[];
  /** Steps of the machine, shown on request. */
  readonly small: boolean;
};

const laneRules: readonly [RegExp, Told['lane']][] = [
  [/^(press|entry|report|alert|cover|escalation|outcome|follow-up)\./, 'classroom'],
  [/^(block|provider|mail|feed|device)\./, 'technical'],
  [/^(illegal|agency|external)\./, 'external'],
  [/^(url\.read|export\.|hold\.)/, 'record'],
];
const laneOf = (kind: string): Told['lane'] => laneRules.find(([rule]) => rule.test(kind))?.[1] ?? 'safeguarding';
const small = /^(url\.read|export\.made|alert\.(sent|shown|failed|queued)|follow-up\.|report\.opened)/;

/** Oldest first. */
export function momentsOf(incident: IncidentView): Told[] {
  const told = incident.timeline.filter(({ kind }) => !kind.startsWith('follow-up.')).map(momentOf);
  const [first] = incident.views;
  if (first && !first.entry)
    told.push({
      key: 'pressed',
      at: first.occurredAt,
      lane: 'classroom',
      text: word('timeline.pressed'),
      details: [],
      small: false,
    });
  for (const { id, followUps = [] } of incident.views)
    for (const [index, followUp] of followUps.entries())
      for (const text of wordsOf(followUp))
        told.push({
          key: `${id}-${index}-${text}`,
          at: followUp.occurredAt,
          lane: 'classroom',
          text,
          details: [],
          small: false,
        });
  return told.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function momentOf({ seq, at, kind, by, content = {} }: Moment): Told {
  const outcome = kind === 'outcome.set' ? wordIfAny(`state.${String(content['outcome'])}`) : undefined;
  return {
    key: String(seq),
    at,
    lane: laneOf(kind),
    text: outcome ?? wordIfAny(`moment.${kind}`) ?? kind,
    by,
    details: outcome ? [] : detailsOf(content, wordIfAny(`moment.${kind}`)),
    small: small.test(kind),
  };
}

/** Ids of ours say nothing to people; the pages' own number is counted from nought. */
const unsaid = new Set(['child', 'item', 'procedure', 'page', 'into', 'technician', 'confirmed', 'born']);

function detailsOf(content: Readonly<Record<string, unknown>>, title: string | undefined): [string, string][] {
  return Object.entries(content).flatMap(([name, value]): [string, string][] => {
    const label = wordIfAny(`detail.${name}`);
    if (label === undefined || unsaid.has(name)) return [];
    const text = Array.isArray(value) ? value.join(', ') : valueWord(name, value);
    // A note under the heading "Note" needs no second one.
    return text === '' ? [] : [[label === title ? '' : label, text]];
  });
}

function valueWord(name: string, value: unknown): string {
  if (typeof value !== 'string') return value === true ? word('detail.yes') : '';
  return wordIfAny(`${name === 'to' ? 'role' : name}.${value}`) ?? value;
}
