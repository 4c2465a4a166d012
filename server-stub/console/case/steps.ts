/** What comes next in an incident for the person who looks at it: the steps in their order, and what else they can do. Pure. */
import type { EventKind, IncidentView } from '../../../shared/incident-api.ts';

export const stepNames = [
  'illegal',
  'unlock',
  'page',
  'category',
  'decide',
  'same',
  'children',
  'checklist',
  'referral',
  'provider',
  'confirm',
  'close',
  'reopen',
  'outcome',
  'note',
  'address',
  'block',
  'suspect',
  'reward',
  'hold',
  'unhold',
  'transfer',
  'export',
] as const;
export type StepName = (typeof stepNames)[number];

/** The event that a step appends first: who may not append it does not have the step. */
const kindOf: Readonly<Record<Exclude<StepName, 'outcome'>, EventKind>> = {
  illegal: 'agency.reported',
  unlock: 'illegal.cleared',
  reward: 'reward.noted',
  same: 'incident.merged',
  page: 'page.chosen',
  category: 'category.set',
  decide: 'dsl.decision',
  children: 'learner.linked',
  checklist: 'checklist.ticked',
  referral: 'referral.made',
  provider: 'provider.forwarded',
  confirm: 'provider.confirmed',
  close: 'case.closed',
  note: 'note',
  address: 'url.corrected',
  block: 'block.requested',
  suspect: 'illegal.suspected',
  reopen: 'case.reopened',
  hold: 'hold.set',
  unhold: 'hold.lifted',
  transfer: 'cp-file.transferred',
  export: 'case.closed',
};

export type Steps = { readonly now: readonly StepName[]; readonly more: readonly StepName[] };

const decided = new Set(['no-further-action', 'school-action', 'referred']);
const grave = new Set(['suspected-illegal', 'locked']);

/** Whether the case work stands before anybody: something was unsuitable, asked for, or taken up. */
export function isCase({ outcome, lanes, views }: IncidentView): boolean {
  const [first] = views;
  if (outcome === 'unsuitable' || first?.escalated || first?.entry || lanes.technical === 'requested') return true;
  return !['untriaged', 'no-further-action', undefined].includes(lanes.safeguarding) || isGrave(lanes.external);
}

export const isGrave = (external: string | undefined): boolean => external !== undefined && grave.has(external);

/** One of two has said that it is not illegal; the other has not answered. */
function isUnlockAsked({ timeline }: IncidentView): boolean {
  const last = timeline.findLast(({ kind }) => kind.startsWith('illegal.') && kind !== 'illegal.locked');
  return last?.kind === 'illegal.unlock-asked';
}

export function hasOpenLines({ checklists = [] }: IncidentView): boolean {
  return checklists.some(({ lines }) => lines.some(({ done }) => !done));
}

export function parentsOpen({ children = [] }: IncidentView): number {
  return children.filter(({ parents }) => !parents).length;
}

type Circumstances = {
  /** The person may say what it was, which is no event but an outcome. */
  readonly canSay: boolean;
  /** The profile sends the address by mail: then the leads need not think of the provider. */
  readonly mails: boolean;
  /** The policy names rewards for telling. */
  readonly rewards: boolean;
};

export function stepsOf(incident: IncidentView, { canSay, mails, rewards }: Circumstances): Steps {
  const may = new Set(incident.may);
  const withCase = isCase(incident);
  const possible = stepNames.filter(
    (name) =>
      (name === 'outcome' ? canSay : may.has(kindOf[name])) &&
      (withCase || !casework.has(name)) &&
      (rewards || name !== 'reward') &&
      fits(name, incident),
  );
  const isNow = nowOf(incident, may.has('dsl.decision') && mails);
  const now = possible.filter((name) => isNow.has(name));
  return { now, more: possible.filter((name) => !isNow.has(name)) };
}

/** The work of a case: before there is one, nobody meets it. */
const casework = new Set<StepName>([
  'category',
  'children',
  'checklist',
  'referral',
  'close',
  'transfer',
  'hold',
  'provider',
]);

/** Whether a step means anything as the incident stands. */
function fits(
  name: StepName,
  { lanes, outcome, views, suggestions = [], page, hold, mergedInto, locked }: IncidentView,
) {
  const { safeguarding = '', technical = '', external = '' } = lanes;
  const open = safeguarding !== 'closed';
  if (mergedInto !== undefined) return name === 'note';
  switch (name) {
    case 'illegal':
      return external !== '' && !['not-applicable', 'cleared', 'outcome'].includes(external);
    case 'same':
      return open && suggestions.length > 0;
    case 'page':
      return open && page === undefined && (views[0]?.others?.length ?? 0) > 0;
    case 'close':
      return decided.has(safeguarding);
    case 'reopen':
      return safeguarding === 'closed' || safeguarding === 'no-further-action';
    case 'transfer':
      return decided.has(safeguarding) || !open;
    case 'suspect':
      return ['not-applicable', 'cleared', ''].includes(external) && !locked;
    case 'block':
      return ['none', 'rejected', 'unblocked', ''].includes(technical) && outcome !== 'nothing-unsuitable';
    case 'provider':
      return !['provider-forwarded', 'provider-confirmed', 'verified'].includes(technical) && !locked;
    case 'confirm':
      return technical === 'provider-forwarded';
    case 'decide':
      return open && outcome !== 'nothing-unsuitable' ? true : ['assessing', 'reopened'].includes(safeguarding);
    case 'outcome':
      return outcome !== undefined && open;
    case 'hold':
      return !hold;
    case 'unhold':
      return hold === true && !isGrave(external);
    case 'unlock':
      return isGrave(external);
    case 'reward':
      return views[0]?.entry === undefined;
    case 'note':
    case 'address':
    case 'export':
      return true;
    case 'category':
    case 'children':
    case 'checklist':
    case 'referral':
      return open;
  }
}

/** What somebody ought to do about it next. */
function nowOf(incident: IncidentView, isMailed: boolean): ReadonlySet<StepName> {
  const { lanes, risk, outcome } = incident;
  const { safeguarding = '', technical } = lanes;
  const now = new Set<StepName>();
  if (!isMailed && technical !== undefined && (outcome === 'unsuitable' || technical === 'requested')) {
    now.add('provider');
    now.add('confirm');
  }
  if (lanes.safeguarding === undefined || safeguarding === 'closed') return now;
  if (lanes.external !== 'reported') now.add('illegal');
  if (isUnlockAsked(incident)) now.add('unlock');
  if (!isCase(incident)) return now;
  now.add('illegal').add('same').add('page');
  if (!risk) now.add('category');
  if (!decided.has(safeguarding)) return now.add('decide');
  if (safeguarding !== 'no-further-action') {
    if (parentsOpen(incident) > 0 || (incident.children ?? []).length === 0) now.add('children');
    if (hasOpenLines(incident)) now.add('checklist');
    if (safeguarding === 'referred' && !incident.timeline.some(({ kind }) => kind === 'referral.made'))
      now.add('referral');
  }
  if (parentsOpen(incident) === 0 && !isGrave(lanes.external) && outcome !== 'nothing-unsuitable') now.add('close');
  return now;
}
