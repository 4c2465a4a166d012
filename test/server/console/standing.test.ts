/** What the pages offer, held against the server's own rules. */
import { describe, expect, it } from 'vitest';
import { dutiesShown, standingOf } from '../../../server-stub/console/standing.ts';
import { dutiesOf } from '../../../server-stub/people/duties.ts';
import { rules } from '../../../server-stub/people/permissions.ts';
import { reportActions } from '../../../shared/staff-api.ts';
import { roles } from '../../../shared/roles.ts';

const me = (...held: (typeof roles)[number][]) => ({
  id: 'p',
  name: 'Amina Khan',
  grants: [{ school: 's', roles: held, groups: [] }],
});

describe('what the page offers', () => {
  it.each(roles)('to a %s is exactly what the server lets them do', (role) => {
    const { may, reports } = rules[role];
    const standing = standingOf(me(role));
    expect(standing.reports).toBe(reports !== 'none');
    expect(standing.audit).toBe(may.has('audit'));
    expect(standing.entry).toBe(may.has('entry'));
    expect(standing.devices).toBe(dutiesOf[role].has('devices'));
    expect(dutiesShown.filter((duty) => standing.duties.has(duty))).toEqual(
      dutiesShown.filter((duty) => dutiesOf[role].has(duty)),
    );
    expect([...standing.actions].toSorted()).toEqual(reportActions.filter((action) => may.has(action)).toSorted());
  });

  it('to a person with several roles is the union', () => {
    const standing = standingOf(me('admin', 'dsl'));
    expect(standing.audit).toBe(true);
    expect(standing.actions.size).toBe(reportActions.length);
  });
});
