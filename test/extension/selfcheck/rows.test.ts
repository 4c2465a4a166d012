import { describe, expect, it } from 'vitest';
import type { Health } from '../../../extension/platform/messages.ts';
import { healthGroups, healthText, localTime } from '../../../extension/selfcheck/rows.ts';

const empty = { waiting: 0, unsealed: 0, held: 0, quarantined: 0 };
const health = (parts: Partial<Health> = {}): Health => ({
  version: '0.1.0',
  connected: true,
  fresh: false,
  endpoint: 'https://dolphin.school.example',
  policy: { source: 'live', at: 1000, used: ['siteCode', 'endpoint'], refused: [] },
  queue: empty,
  ...parts,
});
const time = (ms: number) => `at ${ms}`;
const valueOf = (name: string, of: Health) =>
  healthGroups(of, time)
    .flatMap(({ rows }) => rows)
    .find((row) => row.name === name);

describe('the self-check', () => {
  it('says plainly that there is no school without a policy', () => {
    const { endpoint: _, ...rest } = health({ connected: false, policy: { source: 'none', used: [], refused: [] } });
    expect(healthText({ health: rest }, time)).toMatch(/^Dolphin self-check\nNot connected to a school\n/);
    expect(valueOf('Read at', rest)?.values).toEqual(['none']);
  });

  it('names every refused setting with its reason', () => {
    const refused = [
      { name: 'endPoint', reason: 'there is no such setting; check the spelling' },
      { name: 'schoolHours', reason: 'must look like 08:30-15:45' },
    ];
    expect(valueOf('Settings refused', health({ policy: { source: 'live', used: [], refused } }))).toEqual({
      name: 'Settings refused',
      values: ['endPoint: there is no such setting; check the spelling', 'schoolHours: must look like 08:30-15:45'],
      concern: true,
    });
  });

  it('points at whatever wants a technician, and at nothing else', () => {
    const concerns = (of: Health) =>
      healthGroups(of, time)
        .flatMap(({ rows }) => rows)
        .filter(({ concern }) => concern)
        .map(({ name }) => name);
    expect(concerns(health())).toEqual([]);
    expect(concerns(health({ queue: { ...empty, waiting: 3, held: 1, quarantined: 1 } }))).toEqual([
      'Held: the server refuses them, or could not prove that it keeps them',
      'Refused by the server: tried once a day',
    ]);
  });

  it('explains a failure and keeps its code for whoever looks it up', () => {
    const failing = (lastError: string) => valueOf('Last failure', health({ queue: { ...empty, lastError } }))?.values;
    expect(failing('refused 401')).toEqual([
      'The server refuses this school: check the site code and the address. (refused 401)',
    ]);
    expect(failing('something new')).toEqual(['something new']);
  });

  it('copies no address but the school’s own', () => {
    const lastError = 'fetch of https://bad.example/page?name=child failed';
    const text = healthText({ health: health({ queue: { ...empty, lastError } }) }, time);
    expect(text).toContain('Reports go to https://dolphin.school.example');
    expect(text).not.toContain('bad.example');
  });

  it('shows the values in use only where the policy asks for detail', () => {
    const titles = (of: Health) => healthGroups(of, time).map(({ title }) => title);
    expect(titles(health())).not.toContain('Values in use');
    expect(titles(health({ values: { room: 'Oak' } }))).toContain('Values in use');
  });

  it('writes times so that they sort and say their offset', () => {
    expect(localTime(0)).toMatch(/^19(69|70)-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d$/);
    expect(localTime(Number.NaN)).toBe('none');
  });
});
