/** Contract §2, `proof` and `told`: who is told what, and what is kept apart. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  followUpOf,
  isProven,
  padded,
  pressOf,
  seal,
  sealBytes,
  sealedAs,
  type PublicKey,
  type Receipt,
  type Sealed,
} from './device.ts';
import { openSchool, type Person, type School } from './school.ts';

let school: School;
let lead: Person;
let technician: Person;
let teacher: Person;
beforeAll(async () => {
  school = await openSchool();
  [lead, technician, teacher] = await Promise.all([
    school.person('dsl'),
    school.person('technician'),
    school.person('teacher'),
  ]);
});
afterAll(() => school.close());

const strangeKey = (kid: string): PublicKey => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...publicKey.export({ format: 'jwk' }), kid };
};
const handIn = async (sealed: Sealed, more?: Record<string, string>): Promise<Receipt> => {
  const answer = await school.send(sealed, more);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Receipt;
};
const seenBy = async (person: Person, id: string) => (await person.reports()).some((report) => report.id === id);
const whoSees = async (id: string) => [await seenBy(lead, id), await seenBy(technician, id), await seenBy(teacher, id)];

it('a press with the school’s code and key is told to all of them, with proof', async () => {
  const { sealed, receipt } = await school.deliver(pressOf());
  expect([receipt.told, isProven(sealed, receipt)]).toEqual([true, true]);
  expect(await whoSees(sealed.id)).toEqual([true, true, true]);
});

describe('a press that was opened but not vouched for is set apart, with proof that says so', () => {
  it.for([
    ['no site code', ''],
    ['an unknown site code', 'Bearer AAAAAAAAAAAAAAAAAAAAAA'],
    ['another kind of authorization', 'Basic eDp5'],
    ['an endless site code', `Bearer ${'x'.repeat(4000)}`],
  ] as const)('%s', async ([, Authorization]) => {
    const sealed = await school.seal(pressOf());
    const receipt = await handIn(sealed, { Authorization });
    expect([receipt.told, isProven(sealed, receipt)]).toEqual([false, true]);
    expect(await whoSees(sealed.id)).toEqual([true, true, false]);
  });

  it('what is inside is no report of this wire', async () => {
    const press = pressOf({ occurredAt: 'yesterday' });
    const sealed = await school.seal(press);
    const receipt = await handIn(sealed);
    expect([receipt.told, isProven(sealed, receipt)]).toEqual([false, true]);
    expect(await whoSees(sealed.id)).toEqual([true, true, false]);
  });
});

describe('what could not be opened is kept without proof', () => {
  const cases: [string, () => Promise<Sealed>][] = [
    ['an unknown kid', () => seal(pressOf(), strangeKey('another-school'))],
    ['another key under the school’s kid', () => seal(pressOf(), strangeKey(school.kid))],
    [
      'a changed tag',
      async () => {
        const { body, ...press } = await school.seal(pressOf());
        return sealedAs({ ...press }, body.slice(0, -3) + (body.at(-3) === 'A' ? 'B' : 'A') + body.slice(-2));
      },
    ],
    [
      'an ephemeral key that is no point',
      async () => {
        const { body, ...press } = await school.seal(pressOf());
        const [first = '', ...rest] = body.split('.');
        const header = JSON.parse(Buffer.from(first, 'base64url').toString()) as { epk: Record<string, string> };
        header.epk['x'] = randomBytes(32).toString('base64url');
        return sealedAs({ ...press }, [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.'));
      },
    ],
    [
      'an ephemeral key of one byte',
      async () => {
        const { body, ...press } = await school.seal(pressOf());
        const [first = '', ...rest] = body.split('.');
        const header = JSON.parse(Buffer.from(first, 'base64url').toString()) as { epk: Record<string, string> };
        Object.assign(header.epk, { x: 'AA', y: 'AA' });
        return sealedAs({ ...press }, [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.'));
      },
    ],
  ];
  it.for(cases)('%s', async ([, make]) => {
    const sealed = await make();
    const receipt = await handIn(sealed);
    expect(receipt).toMatchObject({ id: sealed.id, digest: sealed.digest, status: 'stored', told: false });
    expect(receipt).not.toHaveProperty('proof');
    expect(await whoSees(sealed.id)).toEqual([true, true, false]);
    const again = (await (await school.send(sealed)).json()) as Receipt;
    expect(again).toMatchObject({ status: 'duplicate', receivedAt: receipt.receivedAt, told: false });
  });

  it('a seal that holds the id of another report', async () => {
    const { body } = await school.seal(pressOf());
    const sealed = sealedAs({ ...pressOf(), id: randomUUID() }, body);
    expect((await handIn(sealed)).told).toBe(false);
    expect(await seenBy(teacher, sealed.id)).toBe(false);
  });

  it('bytes that are not even text', async () => {
    const press = pressOf();
    const sealed = sealedAs(press, await sealBytes(Buffer.from([0xff, 0x00, 0xc3, 0x28]), school.publicKey));
    expect(await handIn(sealed)).toMatchObject({ told: false });
  });
});

it('sent again with the right code, an unproven report is opened to all once it can be, and never lost before', async () => {
  const press = pressOf();
  const sealed = await school.seal(press);
  const first = await handIn(sealed, { Authorization: 'Bearer mistyped' });
  const again = (await (await school.send(sealed)).json()) as Receipt;
  expect(again).toMatchObject({ status: 'duplicate', receivedAt: first.receivedAt, told: true });
  expect(isProven(sealed, again)).toBe(true);
  expect(await whoSees(sealed.id)).toEqual([true, true, true]);
  const third = (await (await school.send(sealed, { Authorization: '' })).json()) as Receipt;
  expect(third).toEqual({ ...again, now: third.now });
});

describe('a follow-up', () => {
  it('under its press’s key is told, proven by it, and shown with the press', async () => {
    const press = pressOf();
    await school.deliver(press);
    const followUp = followUpOf(press, { category: 'scary', forFriend: true, uncovered: 2 });
    const { sealed, receipt } = await school.deliver(followUp);
    expect([receipt.told, isProven(sealed, receipt)]).toEqual([true, true]);
    const view = (await lead.reports()).find(({ id }) => id === press.id);
    expect(view).toMatchObject({ followUps: [{ category: 'scary', forFriend: true, uncovered: 2 }] });
    expect(await seenBy(lead, followUp.id)).toBe(false);
  });

  it('may overtake its press, and is not lost', async () => {
    const press = pressOf();
    const followUp = await school.deliver(followUpOf(press, { releasedLocally: true }));
    expect(isProven(followUp.sealed, followUp.receipt)).toBe(true);
    await school.deliver(press);
    const view = (await lead.reports()).find(({ id }) => id === press.id);
    expect(view).toMatchObject({ state: 'released', releasedLocally: true });
  });

  it('under another key changes nothing of the press, and is kept apart', async () => {
    const press = pressOf();
    await school.deliver(press);
    const foreign = { ...followUpOf(press, { releasedLocally: true }), statusKey: pressOf().statusKey };
    const sealed = sealedAs(foreign, await sealBytes(padded(foreign), school.publicKey));
    expect((await handIn(sealed)).told).toBe(false);
    const view = (await lead.reports()).find(({ id }) => id === press.id);
    expect(view).toMatchObject({ state: 'stored' });
    expect(await whoSees(foreign.id)).toEqual([true, true, false]);
  });
});
