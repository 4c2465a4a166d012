import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules, profileNames, type Rules } from '../../../server-stub/profiles/load.ts';
import type { Profile } from '../../../shared/profile.ts';
import { makeSchool, openSchool, temporaryFolder } from '../school.ts';
import { runDolphin } from '../server-process.ts';

const rulesOf = (name: string): Rules => {
  const loaded = loadRules(name);
  if (!loaded.ok) throw new Error(loaded.mistakes.join(' '));
  return loaded.rules;
};

it('every profile that comes with Dolphin is without a mistake', () => {
  expect(profileNames()).toEqual(['ash-cartwright', 'buxworth', 'default', 'whitwell']);
  for (const name of profileNames()) expect(loadRules(name)).toMatchObject({ ok: true });
});

/** The table of requirements §2, written out a second time. */
const contradictions: [string, (profile: Profile) => unknown, unknown, unknown, unknown][] = [
  ['learner’s act', ({ learner }) => learner.act, 'dolphin', 'minimise', 'unwritten'],
  ['address by mail', ({ urlMail }) => urlMail?.to ?? null, null, 'network', null],
  ['provider', ({ filter }) => filter.provider, 'EIS', 'RM SafetyNet Team', 'DCC'],
  ['offensive messages', (p) => p.offensiveMessagesTo, ['head'], ['head', 'deputy-head'], ['dsl']],
  ['DSL is the head', ({ safeguarding }) => safeguarding.dslIsHead, 'yes', 'not-stated', 'yes'],
  ['reports', (p) => p.safeguarding.reportsEvery, 'as-appropriate', 'as-appropriate', 'half-termly'],
  ['governor', ({ safeguarding }) => safeguarding.meetsGovernor, 'regularly', 'regularly', 'monthly'],
  ['own login', ({ learner }) => learner.ownLoginFromYear, 2, null, 1],
  ['password', ({ access }) => access.passwordMonths, 3, 12, 12],
  ['audits of learners', ({ access }) => access.learnerActivityAudits, false, true, true],
  ['rewards', ({ education }) => education.rewards, ['house points'], [], ['reward systems']],
  ['peers', ({ education }) => education.peers, null, null, 'I-Vengers'],
  ['unsure', ({ safeguarding }) => safeguarding.unsure.step, 'ask', 'flow-chart', 'flow-chart'],
  [
    'beyond the school',
    ({ safeguarding }) => safeguarding.beyondSchool.contacts[0],
    'kent-police',
    'call-derbyshire',
    'call-derbyshire',
  ],
  ['who passes on', ({ safeguarding }) => safeguarding.beyondSchool.by, ['dsl'], ['dsl'], ['dsl', 'head']],
  ['illegal', (p) => p.safeguarding.suspectedIllegal.at(-1), 'kent-police', 'derbyshire-police', 'derbyshire-police'],
  ['staff misuse', ({ safeguarding }) => safeguarding.staffMisuse, true, false, false],
  ['cybercrime', ({ safeguarding }) => safeguarding.cybercrime, false, true, true],
  ['platform', ({ platform }) => platform.users.includes('learners'), false, true, true],
];
it.each(contradictions)('%s is a setting of each school', (_, read, ash, whitwell, buxworth) => {
  expect(['ash-cartwright', 'whitwell', 'buxworth'].map((name) => read(rulesOf(name).profile))).toEqual([
    ash,
    whitwell,
    buxworth,
  ]);
});

it('cybercrime has a checklist only where the policy has the section', () => {
  const has = (name: string) => rulesOf(name).procedures.some(({ id }) => id === '11.8');
  expect(['ash-cartwright', 'whitwell', 'buxworth', 'default'].map(has)).toEqual([false, true, true, true]);
});

it('no line of one county stands in a school of the other', () => {
  for (const name of ['whitwell', 'buxworth', 'default']) {
    const lines = rulesOf(name).procedures.flatMap(({ items }) => items);
    expect(lines.flatMap(({ contacts = [] }) => contacts)).not.toContain('kent-police');
  }
});

it('a misprint is never a contact', () => {
  const { contacts } = rulesOf('buxworth');
  for (const { phone = '', web = '', email = '', misprints = [] } of contacts)
    for (const { printed } of misprints) expect([phone, web, email].join(' ')).not.toContain(printed);
  expect(contacts.flatMap(({ misprints = [] }) => misprints)).toMatchObject([{ printed: '10629 535353' }]);
});

it('bodies that have been renamed say so', () => {
  const superseded = rulesOf('ash-cartwright').contacts.filter(({ supersededBy }) => supersededBy);
  expect(superseded.map(({ id }) => id).toSorted()).toEqual(['est', 'kscb', 'ukccis']);
});

describe('a profile with a mistake', () => {
  const broken = async (change: (profile: Record<string, unknown>) => unknown) => {
    const dir = await temporaryFolder();
    await mkdir(join(dir, 'profiles'));
    const profile = structuredClone(rulesOf('default').profile) as unknown as Record<string, unknown>;
    const changed = change(profile);
    await writeFile(
      join(dir, 'profiles/default.json'),
      typeof changed === 'string' ? changed : JSON.stringify(changed ?? profile),
    );
    const loaded = loadRules('default', dir);
    return loaded.ok ? [] : loaded.mistakes;
  };
  const alerts = (profile: Record<string, unknown>) => profile['alerts'] as { ladder: { afterSeconds: number }[] };
  it.each<[string, (profile: Record<string, unknown>) => unknown, string]>([
    ['of spelling', (p) => void (p['colour'] = 'x'), 'default.json: colour is not a setting; check its spelling.'],
    ['of leaving out', (p) => void delete p['hours'], 'default.json: hours is missing.'],
    ['of kind', (p) => void (p['title'] = 5), 'default.json: title must be text.'],
    ['of order', (p) => void (alerts(p).ladder[1]!.afterSeconds = 90), 'alerts.ladder must have steps in the order'],
    ['of beginning late', (p) => void (alerts(p).ladder[0]!.afterSeconds = 5), 'alerts.ladder must begin at once'],
    [
      'of hours',
      (p) => void (p['hours'] = { zone: 'Europe/London', open: { 1: '16:00-08:00' }, closedDays: [] }),
      'must begin before it ends',
    ],
    [
      'of place',
      (p) => void (p['hours'] = { zone: 'Mars/Base', open: {}, closedDays: [] }),
      'hours.zone must be a time zone',
    ],
    ['of name', (p) => void (p['name'] = 'other'), 'name must be default'],
    ['of county', (p) => void (p['county'] = 'atlantis'), 'counties/atlantis.json: there is no such file.'],
    [
      'of contact',
      (p) => void ((p['safeguarding'] as Record<string, unknown>)['suspectedIllegal'] = ['nobody']),
      'names nobody, which is not among the contacts.',
    ],
    ['of JSON', () => '{"name": SECRET', 'default.json: it is not JSON; check its commas, quotes and brackets.'],
  ])('%s is said in one sentence', async (_, change, sentence) => {
    const mistakes = await broken(change);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(sentence);
    expect(mistakes[0]).not.toContain('SECRET');
  });
  it('of several kinds has a sentence for each', async () => {
    expect(await broken(() => ({ name: 'default' }))).toContain('default.json: learner is missing.');
  });

  it('stops the server before it listens, with exit code 1', async () => {
    const made = await makeSchool(await temporaryFolder());
    await mkdir(join(made.dir, 'profiles'));
    await writeFile(join(made.dir, 'profiles/default.json'), '{}');
    const ended = await runDolphin(['serve', '--data', made.dir, '--port', '0']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('The profile default has');
    expect(ended.stderr).toContain('default.json: title is missing.');
  });
});

describe('a contact', () => {
  it('is not yet confirmed until a person confirms it, in the school’s own words', async () => {
    const school = await openSchool({ profile: 'buxworth' });
    const view = async () =>
      (await (await school.as('teacher', '/profile')).json()) as {
        contacts: { id: string; phone?: string; confirmed?: { by: string } }[];
        gaps: { name: string; value: unknown; confirmed?: { by: string } }[];
        notYetConfirmed: number;
      };
    const before = await view();
    expect(before.contacts.every(({ confirmed }) => confirmed === undefined)).toBe(true);
    expect(before.notYetConfirmed).toBe(before.contacts.length + before.gaps.length);
    expect((await school.as('teacher', '/profile/contact/lado', { phone: '1' })).status).toBe(404);
    expect((await school.as('dsl/extension', '/profile/contact/lado', { phone: '1' })).status).toBe(404);
    expect((await school.as('dsl', '/profile/contact/lado', { phone: '01629 000000' })).status).toBe(200);
    expect((await school.as('head', '/profile/gap/retentionDays', { value: 60 })).status).toBe(200);
    expect((await school.as('dsl', '/profile/contact/nobody', {})).status).toBe(404);
    expect((await school.as('dsl', '/profile/contact/lado', { phone: 'a\u202eb' })).status).toBe(400);
    const after = await view();
    expect(after.notYetConfirmed).toBe(before.notYetConfirmed - 2);
    expect(after.contacts.find(({ id }) => id === 'lado')).toMatchObject({
      phone: '01629 000000',
      confirmed: { by: 'Name of dsl' },
    });
    expect(after.gaps.find(({ name }) => name === 'retentionDays')).toMatchObject({ value: 60 });
  });
});
