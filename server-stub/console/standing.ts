/** What a person's roles let the page offer. Only which things to show: the server decides again, every time. */
import type { Role } from '../../shared/roles.ts';
import type { Me, ReportAction } from '../../shared/staff-api.ts';

export type Standing = {
  readonly name: string;
  readonly reports: boolean;
  readonly audit: boolean;
  readonly entry: boolean;
  readonly devices: boolean;
  readonly actions: ReadonlySet<ReportAction>;
};

/** Whose duty the school's devices are. */
const withDevices: ReadonlySet<Role> = new Set(['technician', 'network', 'admin']);

const all = ['acknowledge', 'release', 'not-mine', 'outcome', 'escalate'] as const;
const teaching = { reports: true, entry: true, audit: false, actions: all } as const;
const safeguarding = { ...teaching, audit: true } as const;
const technical = { reports: true, entry: true, audit: false, actions: [] } as const;
const nothing = { reports: false, entry: false, audit: false, actions: [] } as const;

type Offer = { reports: boolean; entry: boolean; audit: boolean; actions: readonly ReportAction[] };
const offers: Readonly<Record<Role, Offer>> = {
  teacher: teaching,
  assistant: teaching,
  dsl: safeguarding,
  deputy: safeguarding,
  head: safeguarding,
  office: { reports: true, entry: true, audit: false, actions: ['escalate'] },
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
  const roles = me.grants.flatMap((grant) => grant.roles);
  const held = roles.map((role) => offers[role]);
  return {
    name: me.name,
    reports: held.some(({ reports }) => reports),
    audit: held.some(({ audit }) => audit),
    entry: held.some(({ entry }) => entry),
    devices: roles.some((role) => withDevices.has(role)),
    actions: new Set(held.flatMap(({ actions }) => actions)),
  };
}
