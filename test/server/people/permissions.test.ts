import { describe, expect, test } from 'vitest';
import type { OpenedReport } from '../../../server-stub/incidents/report.ts';
import { may, visibleReport, type PersonAction } from '../../../server-stub/people/permissions.ts';
import type { Person } from '../../../server-stub/people/person.ts';
import { personOfStanding, type Grant } from '../../../server-stub/people/persons.ts';
import { roles, type Role } from '../../../shared/roles.ts';
import { reportActions, reportViewSchema } from '../../../shared/staff-api.ts';

const person = (role: Role | Role[], more: Partial<Person> = {}): Person => ({
  id: 'sam',
  name: 'Sam',
  email: 'sam@hill.example',
  school: 'hill',
  roles: [role].flat(),
  groups: [],
  scope: 'full',
  ...more,
});
/** A report in which every field is there. */
const report: OpenedReport = {
  school: 'hill',
  id: '6f0a2b1c-1111-4222-8333-444455556666',
  state: 'released',
  receivedAt: 'r',
  occurredAt: 'o',
  device: 'T1-07',
  group: '3A',
  room: 'R4',
  tier: 'ks2',
  tabKind: 'web',
  host: 'bad.example',
  url: 'https://bad.example/x?y',
  others: ['https://two.example'],
  confirmed: true,
  practice: true,
  entry: true,
  erased: true,
  outcome: 'unsuitable',
  acknowledgedBy: 'Kit',
  acknowledgedAt: 'a',
  releasedAt: 'e',
  releasedLocally: true,
  escalated: true,
  notMine: ['Jo'],
  followUps: [
    {
      occurredAt: 'f',
      releasedLocally: true,
      category: 'scary',
      forFriend: true,
      uncovered: 1,
      pressedAgain: true,
      earlierPage: true,
    },
  ],
  somethingNew: 'a member that no rule knows',
};
const { unverified: _, ...fields } = reportViewSchema.entries;

const everyone = [
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
  'tabKind',
  'releasedAt',
];
const listed = [...everyone, 'group', 'tier', 'releasedLocally', 'escalated', 'acknowledgedBy', 'acknowledgedAt'];
const classroom = [...listed, 'host', 'outcome', 'notMine', 'followUps'];
const technical = [...everyone, 'host', 'outcome', 'url', 'others', 'followUps'];
const all = Object.keys(fields);
const handle: PersonAction[] = ['acknowledge', 'release', 'not-mine', 'outcome', 'escalate', 'entry'];
const lead: PersonAction[] = [...handle, 'read-url', 'audit'];

/** The whole matrix, written out a second time. */
const matrix: Record<Role, { sees: string[]; setApart: boolean; does: PersonAction[] }> = {
  teacher: { sees: classroom, setApart: false, does: handle },
  assistant: { sees: classroom, setApart: false, does: handle },
  office: { sees: listed, setApart: false, does: ['escalate', 'entry'] },
  dsl: { sees: all, setApart: true, does: lead },
  deputy: { sees: all, setApart: true, does: lead },
  head: { sees: all, setApart: true, does: lead },
  technician: { sees: technical, setApart: true, does: ['read-url', 'entry'] },
  network: { sees: technical, setApart: true, does: ['read-url', 'entry'] },
  admin: { sees: [], setApart: false, does: [] },
  slt: { sees: [], setApart: false, does: [] },
  chair: { sees: [], setApart: false, does: [] },
  governor: { sees: [], setApart: false, does: [] },
  dpo: { sees: [], setApart: false, does: [] },
};
const actions: PersonAction[] = [...reportActions, 'read-url', 'audit', 'entry'];

describe.each(roles)('a %s', (role) => {
  const { sees, setApart, does } = matrix[role];

  test.each(all)(`${sees.length > 0 ? 'sees or does not see' : 'never sees'} %s`, (field) => {
    const view = visibleReport(person(role), report);
    expect(view !== undefined && field in view).toBe(sees.includes(field));
  });

  test.each(actions)('may or may not %s', (action) => {
    expect(may(person(role), action)).toBe(does.includes(action));
  });

  test('sees a report that was set apart only if that is theirs to look into', () => {
    const view = visibleReport(person(role), { ...report, unverified: 'site-code' });
    expect(view !== undefined).toBe(setApart);
    if (view) expect(view.unverified).toBe('site-code');
  });

  test('sees nothing of another school, no member that no rule knows, and never more with a connected browser', () => {
    expect(visibleReport(person(role), { ...report, school: 'valley' })).toBeUndefined();
    expect(Object.keys(visibleReport(person(role), report) ?? {})).not.toContain('somethingNew');
    const extension = person(role, { scope: 'staff-extension' });
    const view = visibleReport(extension, report);
    expect(Object.keys(view ?? {})).toEqual(
      Object.keys(visibleReport(person(role), report) ?? {}).filter((field) => field !== 'url' && field !== 'others'),
    );
    for (const action of actions)
      expect(may(extension, action)).toBe(does.includes(action) && !['read-url', 'audit', 'entry'].includes(action));
  });
});

describe('a technician', () => {
  test('learns of a window that was not covered, and nothing of what the child said', () => {
    expect(visibleReport(person('technician'), report)?.followUps).toEqual([{ occurredAt: 'f', uncovered: 1 }]);
    const quiet = { ...report, followUps: [{ occurredAt: 'f', category: 'scary' as const }] };
    expect(visibleReport(person('technician'), quiet)).not.toHaveProperty('followUps');
  });
});

describe('a teacher with groups', () => {
  const teacher = person('teacher', { groups: ['3A', 'R4'] });
  const sees = (places: { group?: string; room?: string }) => {
    const { group: _group, room: _room, ...bare } = report;
    return visibleReport(teacher, { ...bare, ...places }) !== undefined;
  };
  test.each([
    [{ group: '3A' }, true],
    [{ group: ' 3a ' }, true],
    [{ group: '3B' }, false],
    [{ group: '3B', room: 'R4' }, true],
    [{ room: 'r4' }, true],
    [{ room: 'R5' }, false],
    [{}, true],
  ])('of %j sees a report: %s', (places, seen) => {
    expect(sees(places)).toBe(seen);
  });
});

describe('a person with several roles', () => {
  test.each(roles.flatMap((one) => roles.map((other) => [one, other] as const)))(
    '%s and %s has the union',
    (one, other) => {
      const both = person([one, other]);
      const seen = new Set([...matrix[one].sees, ...matrix[other].sees]);
      expect(new Set(Object.keys(visibleReport(both, report) ?? {}))).toEqual(seen);
      for (const action of actions)
        expect(may(both, action)).toBe(matrix[one].does.includes(action) || matrix[other].does.includes(action));
    },
  );

  test('keeps to their groups for what only the classroom role shows', () => {
    const both = person(['teacher', 'technician'], { groups: ['3A'] });
    const elsewhere = visibleReport(both, { ...report, group: '5B', room: 'R9' });
    expect(elsewhere).toHaveProperty('url');
    expect(elsewhere).not.toHaveProperty('group');
    expect(elsewhere).not.toHaveProperty('acknowledgedBy');
  });
});

describe('the person that several grants make', () => {
  const from = (grants: Grant[]) =>
    personOfStanding(
      { id: 'sam', school: 'hill', email: 'e', name: 'Sam', accepted: true, disabled: false, grants },
      'full',
    );
  const grant = (roles: Role[], groups: string[], school = 'hill'): Grant => ({ school, roles, groups });

  test('has every role once, and the groups of the classroom roles', () => {
    expect(from([grant(['teacher'], ['3A']), grant(['teacher', 'dsl'], ['3B'])])).toMatchObject({
      roles: ['teacher', 'dsl'],
      groups: ['3A', '3B'],
    });
  });
  test('is not given the whole school by a role of another kind', () => {
    expect(from([grant(['teacher'], ['3A']), grant(['technician'], [])]).groups).toEqual(['3A']);
  });
  test('has the whole school when one classroom grant has', () => {
    expect(from([grant(['teacher'], ['3A']), grant(['assistant'], [])]).groups).toEqual([]);
  });
  test('has nothing from a grant at another school', () => {
    expect(from([grant(['dsl'], [], 'valley')]).roles).toEqual([]);
  });
});
