/** Each form of an incident: which event it appends, and what it asks. */
import type { IncidentView } from '../../../shared/incident-api.ts';
import type { Choices, FieldSpec, FormSpec } from './event-form.ts';
import type { StepName } from './steps.ts';

const policeField: FieldSpec = { name: 'policeFirst', label: 'police.spoken', as: 'tick' };
export const reason: FieldSpec = { name: 'reason', label: 'field.reason', as: 'text' };
const reference: FieldSpec = { name: 'reference', label: 'field.reference', as: 'line', optional: true };

const risk: FieldSpec = {
  name: 'risk',
  label: 'field.risk',
  as: 'choice',
  of: [
    ['content', 'risk.content'],
    ['contact', 'risk.contact'],
    ['conduct', 'risk.conduct'],
    ['commerce', 'risk.commerce'],
  ],
};
const source: FieldSpec = {
  name: 'source',
  label: 'field.source',
  as: 'choice',
  optional: true,
  of: [
    ['press', 'source.press'],
    ['staff', 'source.staff'],
    ['supervision', 'source.supervision'],
    ['log-review', 'source.log-review'],
    ['monitoring-service', 'source.monitoring-service'],
  ],
};
const special: FieldSpec = {
  name: 'special',
  label: 'field.special',
  as: 'choice',
  optional: true,
  of: [
    ['offensive-message', 'special.offensive-message'],
    ['platform-content', 'special.platform-content'],
    ['social-media', 'special.social-media'],
  ],
};

/** Forms that ask for no more than their event. */
const plain: Partial<Record<StepName, FormSpec>> = {
  note: { kind: 'note', go: 'go.note', why: 'why.note', fields: [{ name: 'text', label: 'field.note', as: 'text' }] },
  address: {
    kind: 'url.corrected',
    go: 'go.address',
    why: 'why.address',
    fields: [
      { name: 'url', label: 'field.address', as: 'address' },
      { ...reason, optional: true },
    ],
  },
  decide: {
    kind: 'dsl.decision',
    go: 'go.decide',
    fields: [
      {
        name: 'decision',
        label: 'field.decision',
        as: 'choice',
        of: [
          ['assessing', 'decision.assessing'],
          ['no-further-action', 'decision.no-further-action'],
          ['school-action', 'decision.school-action'],
          ['referred', 'decision.referred'],
        ],
      },
      reason,
    ],
  },
  block: { kind: 'block.requested', go: 'go.block', why: 'why.block', fields: [reason] },
  confirm: { kind: 'provider.confirmed', go: 'go.confirm', fields: [reference] },
  suspect: { kind: 'illegal.suspected', go: 'go.suspect', why: 'why.suspect', fields: [] },
  close: {
    kind: 'case.closed',
    go: 'go.close',
    why: 'why.close',
    fields: [
      { name: 'outcome', label: 'field.outcome', as: 'text' },
      reason,
      { name: 'lessons', label: 'field.lessons', as: 'text' },
      {
        name: 'change',
        label: 'field.change',
        as: 'choice',
        of: [
          ['none', 'change.none'],
          ['policy', 'change.policy'],
          ['curriculum', 'change.curriculum'],
          ['procedure', 'change.procedure'],
        ],
      },
    ],
  },
  reopen: { kind: 'case.reopened', go: 'go.reopen', fields: [reason] },
  unlock: { kind: 'illegal.cleared', go: 'go.cleared', why: 'why.cleared', fields: [reason] },
  hold: { kind: 'hold.set', go: 'go.hold', why: 'why.hold', fields: [reason] },
  unhold: { kind: 'hold.lifted', go: 'go.unhold', fields: [reason] },
  transfer: {
    kind: 'cp-file.transferred',
    go: 'go.transfer',
    why: 'why.transfer',
    fields: [
      { name: 'to', label: 'field.to-school', as: 'line' },
      { name: 'confirmed', label: 'field.confirmed', as: 'tick' },
    ],
  },
};

/** What the school's own rules add to a form. */
export type Rules = {
  readonly procedures: Choices;
  readonly provider: string;
  readonly police: readonly FieldSpec[];
  readonly rewards: readonly string[];
};

/** The form of a step; `undefined` for those that have a page of their own. */
export function formOf(name: StepName, { procedures, provider, police, rewards }: Rules): FormSpec | undefined {
  if (name === 'category')
    return {
      kind: 'category.set',
      go: 'go.category',
      fields: [
        risk,
        {
          name: 'procedure',
          label: 'field.procedure',
          hint: 'hint.procedure',
          as: 'list',
          of: procedures,
          optional: true,
        },
        source,
        special,
      ],
    };
  if (name === 'referral')
    return {
      kind: 'referral.made',
      go: 'go.referral',
      fields: [
        { name: 'agency', label: 'field.agency', as: 'line' },
        reference,
        { name: 'note', label: 'field.note', as: 'text', optional: true },
        ...police,
      ],
    };
  if (name === 'provider')
    return {
      kind: 'provider.forwarded',
      go: 'go.provider',
      fields: [{ name: 'to', label: 'field.provider', as: 'line', start: provider }, reference, ...police],
    };
  if (name === 'reward')
    return {
      kind: 'reward.noted',
      go: 'go.reward',
      why: 'why.reward',
      fields: [{ name: 'reward', label: 'field.reward', as: 'list', of: rewards.map((one) => [one, one]) }],
    };
  return plain[name];
}

/** Whether the police come before anybody outside: the server marks the lines. Undefined for who does not see them. */
function isPoliceFirst({ checklists }: IncidentView): boolean | undefined {
  return checklists?.some(({ lines }) => lines.some((line) => line.policeFirst));
}

/** The word about the police, where it is needed or may be. */
export function policeOf(incident: IncidentView): readonly FieldSpec[] {
  const first = isPoliceFirst(incident);
  if (first === false) return [];
  return [first ? policeField : { ...policeField, optional: true }];
}
