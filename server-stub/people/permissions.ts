/**
 * Who sees and does what, in one table (notes: server §8, requirements row 29; the stricter where they differ).
 * What a role may not see is absent. A person with several roles has the union of them.
 */
import type { OpenedReport } from '../incidents/report.ts';
import type { Role } from '../../shared/roles.ts';
import type { reportViewSchema, ReportAction, ReportView } from '../../shared/staff-api.ts';
import type { Person } from './person.ts';

export type PersonAction = ReportAction | 'read-url' | 'audit' | 'entry';

type Rule = {
  /** `all` of the school, or only those of the person's own groups. */
  reports: 'all' | 'own' | 'none';
  /** Reports set apart: unknown site code or key, a seal that does not open. */
  unverified: boolean;
  fields: ReadonlySet<ReportField>;
  followUp: ReadonlySet<FollowUpField>;
  may: ReadonlySet<PersonAction>;
};
/** The members of a report's view; the schema also lets unknown ones through, which no rule shows. */
export type ReportField = keyof typeof reportViewSchema.entries;
export type FollowUpField = (typeof told)[number];

const device = [
  'id',
  'state',
  'receivedAt',
  'occurredAt',
  'device',
  'room',
  'confirmed',
  'practice',
  'entry',
  'erased',
] as const;
const classroom = [
  ...device,
  'group',
  'tier',
  'tabKind',
  'releasedAt',
  'releasedLocally',
  'escalated',
  'acknowledgedBy',
  'acknowledgedAt',
] as const;
const whole = [...classroom, 'host', 'outcome', 'notMine', 'followUps'] as const;
const address = ['url', 'others'] as const;
const told = [
  'occurredAt',
  'releasedLocally',
  'category',
  'forFriend',
  'uncovered',
  'pressedAgain',
  'earlierPage',
] as const;
const handle = ['acknowledge', 'release', 'not-mine', 'outcome', 'escalate', 'entry'] as const;

const rule = (
  reports: Rule['reports'],
  unverified: boolean,
  fields: readonly ReportField[],
  followUp: readonly FollowUpField[],
  may: readonly PersonAction[],
): Rule => ({ reports, unverified, fields: new Set(fields), followUp: new Set(followUp), may: new Set(may) });

const teaching = rule('own', false, whole, told, handle);
const safeguarding = rule('all', true, [...whole, ...address, 'unverified'], told, [...handle, 'read-url', 'audit']);
// The address, the device and where it stands; nothing about the child, the class or what the teacher decided of whom.
const technical = rule(
  'all',
  true,
  [...device, ...address, 'tabKind', 'host', 'outcome', 'releasedAt', 'unverified', 'followUps'],
  ['occurredAt', 'uncovered'],
  ['read-url', 'entry'],
);
const nothing = rule('none', false, [], [], []);

export const rules: Readonly<Record<Role, Rule>> = {
  teacher: teaching,
  assistant: teaching,
  office: rule('all', false, classroom, [], ['escalate', 'entry']),
  dsl: safeguarding,
  deputy: safeguarding,
  head: safeguarding,
  technician: technical,
  network: technical,
  // Accounts and settings, never cases.
  admin: nothing,
  // Shared cases, own concerns and counts come with their own pages.
  slt: nothing,
  chair: nothing,
  governor: nothing,
  dpo: nothing,
};

/** What a connected browser may do at most, whoever holds it: no full address, no audit, no entries. */
const extensionActions: ReadonlySet<PersonAction> = new Set([
  'acknowledge',
  'release',
  'not-mine',
  'outcome',
  'escalate',
]);
const extensionHidden: ReadonlySet<ReportField> = new Set(address);

/** Roles whose reports are limited to groups. */
export function isLimitedToGroups(role: Role): boolean {
  return rules[role].reports === 'own';
}

/** Whether this person may do `action` at all; on one report, `visibleReport` must be there too. */
export function may(person: Person, action: PersonAction): boolean {
  if (person.scope === 'staff-extension' && !extensionActions.has(action)) return false;
  return person.roles.some((role) => rules[role].may.has(action));
}

/** The report as this person may see it, or `undefined` when for them there is none. */
export function visibleReport(person: Person, report: OpenedReport): ReportView | undefined {
  const holding =
    person.school === report.school
      ? person.roles.map((role) => rules[role]).filter((rule) => sees(rule, person, report))
      : [];
  if (holding.length === 0) return undefined;
  const shown = (field: ReportField) =>
    holding.some(({ fields }) => fields.has(field)) &&
    !(lockedFields(report).has(field) && !opensLock(person, report)) &&
    !(person.scope === 'staff-extension' && extensionHidden.has(field));
  const view = pick(report, shown);
  if (view.followUps) {
    const toldField = (field: FollowUpField) => holding.some(({ followUp }) => followUp.has(field));
    const followUps = view.followUps
      .map((followUp) => pick(followUp, toldField))
      .filter((followUp) => Object.keys(followUp).length > 1);
    if (followUps.length > 0) view.followUps = followUps;
    else delete view.followUps;
  }
  return view;
}

const open: ReadonlySet<ReportField> = new Set();
const lockedByLead: ReadonlySet<ReportField> = new Set(address);
const lockedIllegal: ReadonlySet<ReportField> = new Set([...address, 'host']);

function lockedFields({ lock }: OpenedReport): ReadonlySet<ReportField> {
  return lock === 'illegal' ? lockedIllegal : lock === 'lead' ? lockedByLead : open;
}

/** A locked address is for the safeguarding leads, and what may be illegal for one technician whom they name. */
function opensLock({ id, roles }: Person, { lock, urlReader }: OpenedReport): boolean {
  return roles.includes('dsl') || roles.includes('deputy') || (lock === 'illegal' && urlReader === id);
}

function sees(rule: Rule, person: Person, report: OpenedReport): boolean {
  if (report.unverified && !rule.unverified) return false;
  if (rule.reports !== 'own') return rule.reports === 'all';
  if (person.groups.length === 0 || (!report.group && !report.room)) return true;
  const own = new Set(person.groups.map(plainLabel));
  return [report.group, report.room].some((place) => place !== undefined && own.has(plainLabel(place)));
}

/** Labels are typed by different people on different days: 3a, 3A and " 3A" are one class. */
export function plainLabel(label: string): string {
  return label.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** Keeps the members that `shown` names; a member that no rule knows is never shown. */
function pick<T extends object>(whole: T, shown: (field: never) => boolean): T {
  return Object.fromEntries(Object.entries(whole).filter(([field]) => shown(field as never))) as T;
}
