/** What a person's roles let the page offer. Only which things to show: the server decides again, every time. */
import type { Role } from '../../shared/roles.ts';
import type { Me, ReportAction } from '../../shared/staff-api.ts';

export type Standing = {
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  readonly reports: boolean;
  readonly audit: boolean;
  readonly entry: boolean;
  readonly devices: boolean;
  readonly actions: ReadonlySet<ReportAction>;
  readonly duties: ReadonlySet<Duty>;
};

/** Those of the server's duties that decide which page is there. */
export const dutiesShown = [
  'incidents',
  'narrative',
  'decide',
  'technical',
  'confirm-profile',
  'board',
  'note',
] as const;
type Duty = (typeof dutiesShown)[number];

/** Whose duty the school's devices are. */
const withDevices: ReadonlySet<Role> = new Set(['technician', 'network', 'admin']);

type Offer = {
  reports: boolean;
  entry: boolean;
  audit: boolean;
  actions: readonly ReportAction[];
  duties: readonly Duty[];
};

const all = ['acknowledge', 'release', 'not-mine', 'outcome', 'escalate'] as const;
const teaching: Offer = { reports: true, entry: true, audit: false, actions: all, duties: ['incidents', 'note'] };
const oversight: Offer = {
  ...teaching,
  audit: true,
  duties: [...teaching.duties, 'narrative', 'confirm-profile', 'board'],
};
const safeguarding: Offer = { ...oversight, duties: [...oversight.duties, 'decide'] };
const technical: Offer = {
  reports: true,
  entry: true,
  audit: false,
  actions: [],
  duties: ['incidents', 'technical', 'board'],
};
const nothing: Offer = { reports: false, entry: false, audit: false, actions: [], duties: [] };

const offers: Readonly<Record<Role, Offer>> = {
  teacher: teaching,
  assistant: teaching,
  dsl: safeguarding,
  deputy: safeguarding,
  head: oversight,
  office: { reports: true, entry: true, audit: false, actions: ['escalate'], duties: ['board'] },
  technician: technical,
  network: technical,
  slt: nothing,
  chair: nothing,
  governor: nothing,
  admin: nothing,
  dpo: nothing,
};

/** The union of what each role offers. */
export function standingOf(me: Me): Standing {
  const roles = new Set(me.grants.flatMap((grant) => grant.roles));
  const held = [...roles].map((role) => offers[role]);
  return {
    name: me.name,
    roles,
    reports: held.some(({ reports }) => reports),
    audit: held.some(({ audit }) => audit),
    entry: held.some(({ entry }) => entry),
    devices: [...roles].some((role) => withDevices.has(role)),
    actions: new Set(held.flatMap(({ actions }) => actions)),
    duties: new Set(held.flatMap(({ duties }) => duties)),
  };
}
