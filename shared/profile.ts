/** What a school's own rules are: one schema for every profile, so that a difference between schools is data, never code. */
import * as v from 'valibot';
import { roles } from './roles.ts';

const text = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(400, 'must have at most 400 characters'),
);
const name = v.pipe(
  v.string('must be text'),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes, such as kent-police'),
);
const flag = v.boolean('must be true or false');
const whole = (from: number, to: number, unit: string) =>
  v.pipe(
    v.number(`must be a number of ${unit}`),
    v.integer(`must be a whole number of ${unit}`),
    v.minValue(from, `must be at least ${from} ${unit}`),
    v.maxValue(to, `must be at most ${to} ${unit}`),
  );
const day = v.pipe(v.string('must be a day'), v.isoDate('must be a day such as 2026-12-24'));
const hours = v.pipe(
  v.string('must be text'),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'must look like 08:30-15:45'),
  v.check((given) => given.slice(0, 5) < given.slice(6), 'must begin before it ends'),
);
const zone = v.pipe(v.string('must be text'), v.check(isZone, 'must be a time zone such as Europe/London'));

function isZone(given: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: given }));
  } catch {
    // Intl knows no such place.
    return false;
  }
}

export const channels = ['stream', 'push', 'mail'] as const;
/** Whom a step of the ladder tells: the adults of the class, or everyone with a role. */
export const audiences = ['class', ...roles] as const;

export type Channel = (typeof channels)[number];
export type Audience = (typeof audiences)[number];

const stepSchema = v.strictObject({
  /** After the press, when nobody has acknowledged. */
  afterSeconds: whole(0, 3600, 'seconds'),
  /** Sooner than that, when no device has shown it at all. */
  ifNotShownSeconds: v.optional(whole(1, 3600, 'seconds')),
  tell: v.pipe(v.array(v.picklist(audiences, `must be class or a role`)), v.minLength(1, 'must tell somebody')),
  by: v.pipe(v.array(v.picklist(channels, 'must be stream, push or mail')), v.minLength(1, 'must use a channel')),
});

const alertsSchema = v.strictObject({
  ladder: v.pipe(
    v.array(stepSchema, 'must be a list of steps'),
    v.minLength(2, 'must have at least two steps: somebody must be told when the first do not answer'),
    v.check((steps) => steps[0]?.afterSeconds === 0, 'must begin at once: its first step has afterSeconds 0'),
    v.check(
      (steps) => steps.every((step, at) => at === 0 || step.afterSeconds > (steps[at - 1]?.afterSeconds ?? 0)),
      'must have steps in the order of their seconds',
    ),
    v.check((steps) => steps.some(({ tell }) => tell.includes('dsl')), 'must tell the dsl in some step'),
  ),
  /** The last step comes again so often until somebody acknowledges. */
  repeatSeconds: whole(30, 3600, 'seconds'),
  /** After an acknowledgement without an outcome or a release. */
  idleSeconds: whole(60, 3600, 'seconds'),
  /** Presses of one place within this time are told together; the first always stands alone. */
  groupSeconds: whole(5, 600, 'seconds'),
  personalPhones: flag,
  /** No press at all on so many school days: a drill is suggested. */
  silentDays: v.optional(whole(2, 200, 'school days'), 20),
});

const hoursSchema = v.strictObject({
  zone,
  /** By weekday, 1 is Monday; a day that is not there is closed. */
  open: v.record(v.picklist(['1', '2', '3', '4', '5', '6', '7'], 'must be a weekday from 1 to 7'), hours),
  closedDays: v.array(day),
});

const procedureIds = ['11.1', '11.2', '11.3', '11.4', '11.5', '11.6', '11.7', '11.8'] as const;
/** The procedures of the policies' section 11; what an incident can be about. */
export const procedureSchema = v.picklist(procedureIds);

/** A setting that no policy answers: a safe default stands until the school confirms it or sets its own. */
const gapSchema = v.strictObject({ value: v.union([text, whole(0, 40_000, 'days or minutes'), flag]), why: text });

/** How long what is kept; requirements §6: no policy says so, so each has a default that stands until the school sets its own. */
const retentionSchema = v.strictObject({
  /** Dismissed as nothing: `gaps.retentionDays` or what the school confirmed instead. */
  practiceDays: v.optional(whole(1, 400, 'days'), 30),
  /** Unsuitable, and about no child. */
  technicalDays: v.optional(whole(30, 4000, 'days'), 460),
  /** After the receiving school has confirmed that it has the file. */
  transferredDays: v.optional(whole(30, 4000, 'days'), 90),
  /** About a child: so many years after its birth, and then only by a person's decision. */
  childYears: v.optional(whole(18, 100, 'years'), 25),
  /** What could not be opened, and follow-ups whose press never came. */
  setApartDays: v.optional(whole(30, 4000, 'days'), 400),
  /** Told 30, 7 and 1 days before. */
  warn: v.optional(v.pipe(v.array(v.picklist(roles, 'must be a role')), v.minLength(1, 'must tell somebody')), [
    'dsl',
    'deputy',
  ]),
});

export const profileSchema = v.strictObject({
  name,
  title: text,
  /** Whose contacts it uses: a file of profiles/counties. */
  county: v.nullable(name),
  nation: v.picklist(['england', 'wales', 'scotland', 'northern-ireland'], 'must be a nation of the United Kingdom'),
  /** Which of the checklists' lines apply. */
  template: v.picklist(['default', 'ash-cartwright', 'whitwell', 'buxworth'], 'must be a known set of checklists'),
  policy: v.strictObject({
    document: v.nullable(text),
    /** Where the policy prints what this profile sets, and what must still be confirmed. */
    notes: v.array(text),
  }),
  learner: v.strictObject({
    act: v.picklist(['dolphin', 'minimise', 'unwritten'], 'must be dolphin, minimise or unwritten'),
    tellsAdult: flag,
    hideStyle: v.picklist(['cover', 'minimise'], 'must be cover or minimise'),
    ownLoginFromYear: v.nullable(whole(1, 13, 'years')),
    ownLoginExcept: v.array(text),
  }),
  filter: v.strictObject({ product: v.nullable(text), provider: v.nullable(text), blockedBy: v.nullable(text) }),
  /** The address of an unsuitable page goes by mail to this role; null: a person copies it to the provider. */
  urlMail: v.nullable(v.strictObject({ to: v.picklist(roles, 'must be a role'), forwardsTo: v.nullable(text) })),
  offensiveMessagesTo: v.pipe(
    v.array(v.picklist(['head', 'deputy-head', 'dsl'], 'must be head, deputy-head or dsl')),
    v.minLength(1, 'must name somebody'),
  ),
  safeguarding: v.strictObject({
    dslIsHead: v.picklist(['yes', 'no', 'not-stated'], 'must be yes, no or not-stated'),
    reportsTo: v.array(text),
    reportsEvery: v.picklist(['as-appropriate', 'half-termly', 'monthly'], 'must be a known interval'),
    meetsGovernor: v.picklist(['regularly', 'monthly'], 'must be regularly or monthly'),
    headCopy: v.picklist(['all', 'serious', 'digest'], 'must be all, serious or digest'),
    /** Spoken to before anything passes beyond the school. */
    beyondSchool: v.strictObject({ by: v.array(v.picklist(roles)), contacts: v.array(name), all: flag }),
    unsure: v.strictObject({ step: v.picklist(['ask', 'flow-chart']), contacts: v.array(name) }),
    suspectedIllegal: v.array(name),
    illegalAgencies: v.array(name),
    staffMisuse: flag,
    cybercrime: flag,
  }),
  access: v.strictObject({
    passwordMonths: whole(1, 36, 'months'),
    passwordUnlessPrompted: flag,
    byRoleWithReviews: flag,
    learnerActivityAudits: flag,
  }),
  education: v.strictObject({ rewards: v.array(text), peers: v.nullable(text) }),
  platform: v.strictObject({ name: v.nullable(text), hosts: v.array(text), users: v.array(text) }),
  hours: hoursSchema,
  alerts: alertsSchema,
  retention: v.optional(retentionSchema, {}),
  gaps: v.strictObject({
    retentionDays: gapSchema,
    outOfHours: gapSchema,
    responseMinutes: gapSchema,
    learnerStep: gapSchema,
    blocker: gapSchema,
    aboutHead: gapSchema,
  }),
});
export type Profile = v.InferOutput<typeof profileSchema>;
export type GapName = keyof Profile['gaps'];

export const contactSchema = v.strictObject({
  id: name,
  name: text,
  /** Exactly as the policy or county list prints it. */
  phone: v.optional(text),
  web: v.optional(text),
  email: v.optional(text),
  use: text,
  /** A body or guidance that has been renamed or replaced since; for the school to confirm. */
  supersededBy: v.optional(v.strictObject({ name: text, since: text, note: v.optional(text) })),
  /** Printed wrongly somewhere: flagged, never shown as a contact. */
  misprints: v.optional(v.array(v.strictObject({ printed: text, in: text, note: text }))),
});
export type Contact = v.InferOutput<typeof contactSchema>;

export const contactsSchema = v.strictObject({ county: name, asOf: day, contacts: v.array(contactSchema) });

const templates = v.array(
  v.picklist(['default', 'ash-cartwright', 'whitwell', 'buxworth'], 'must be a known template'),
);
const itemSchema = v.strictObject({
  id: name,
  text,
  /** Only in these sets; without it in all. */
  in: v.optional(templates),
  contacts: v.optional(v.array(name)),
  /** Warn before this step that the police come first. */
  policeFirst: v.optional(v.literal(true)),
});
const procedureListSchema = v.strictObject({
  id: v.union([v.literal('10'), procedureSchema]),
  title: text,
  in: v.optional(templates),
  never: v.optional(text),
  items: v.array(itemSchema),
});
export type Procedure = v.InferOutput<typeof procedureListSchema>;
export const checklistsSchema = v.strictObject({ asOf: day, procedures: v.array(procedureListSchema) });

/** One sentence for each mistake, each beginning with where it is. */
export function mistakesOf(issues: readonly v.BaseIssue<unknown>[]): string[] {
  return issues.map((issue) => {
    const place = v.getDotPath(issue) ?? 'the whole file';
    if (issue.message.startsWith('must')) return `${place} ${issue.message}.`;
    if (issue.received === 'undefined') return `${place} is missing.`;
    if (issue.expected === 'never') return `${place} is not a setting; check its spelling.`;
    return `${place} must be ${issue.expected ?? 'another kind of value'}.`;
  });
}
