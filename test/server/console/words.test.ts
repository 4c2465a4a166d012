/** The console's words: every kind, state and setting that can come has one, and no two files say the same thing twice. */
import { expect, it } from 'vitest';
import cases from '../../../server-stub/console/text/case.en.json' with { type: 'json' };
import devices from '../../../server-stub/console/text/devices.en.json' with { type: 'json' };
import frame from '../../../server-stub/console/text/en.json' with { type: 'json' };
import schools from '../../../server-stub/console/text/school.en.json' with { type: 'json' };
import { wordIfAny } from '../../../server-stub/console/words.ts';
import { stepNames } from '../../../server-stub/console/case/steps.ts';
import { eventRules } from '../../../server-stub/incidents/event-rules.ts';
import { laneNames, machines } from '../../../shared/lanes.ts';
import { audiences, channels } from '../../../shared/profile.ts';
import { profileNames } from '../../../server-stub/profiles/load.ts';
import { loadRules } from '../../../server-stub/profiles/load.ts';

const missing = (keys: readonly string[]) => keys.filter((key) => wordIfAny(key) === undefined);

it('every event, step, state and setting has its word', () => {
  expect(missing(Object.keys(eventRules).map((kind) => `moment.${kind}`))).toEqual([]);
  expect(missing(stepNames.map((name) => `step.${name}`))).toEqual([]);
  const states = laneNames.flatMap((lane) => [
    `lane.${lane}.${machines[lane].start}`,
    ...Object.values(machines[lane].moves as Record<string, { to: string }>).map(({ to }) => `lane.${lane}.${to}`),
  ]);
  expect(missing(states)).toEqual([]);
  expect(missing([...audiences.map((one) => `role.${one}`), ...channels.map((one) => `channel.${one}`)])).toEqual([]);
  for (const name of profileNames()) {
    const loaded = loadRules(name);
    if (!loaded.ok) throw new Error(name);
    expect(missing(Object.keys(loaded.rules.profile.gaps).map((gap) => `gap.${gap}`))).toEqual([]);
  }
});

it('no key stands in two files', () => {
  const keys = [frame, devices, cases, schools].flatMap((one) => Object.keys(one));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});
