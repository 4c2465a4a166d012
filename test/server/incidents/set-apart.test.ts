import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Accepted } from '../../../shared/answer.ts';
import { readPrivateKey, keepPrivateKey } from '../../../server-stub/storage/keys.ts';
import { makeSchoolKey, publicPart } from '../../../server-stub/commands/school-key.ts';
import { openSchool, type OpenSchool as School } from '../school.ts';
import { isProven, pressOf, sealBytes, sealReport } from '../sealed-report.ts';
import type { ReportList } from '../../../shared/staff-api.ts';

const rowOf = (school: School, id: string) =>
  school.store.read.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirst();
const viewFor = async (school: School, who: string, id: string) => {
  const { reports } = (await (await school.as(who, '/reports')).json()) as ReportList;
  return reports.find((report) => report.id === id);
};
const text = (value: string) => new TextEncoder().encode(value);

describe('what cannot be verified', () => {
  it.for([
    ['no site code', { Authorization: '' }],
    ['an unknown site code', { Authorization: 'Bearer nobody' }],
  ] as const)('is kept, opened and set apart with %s', async ([, headers]) => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    const response = await school.send(sealed, headers);
    const answer = (await response.json()) as Accepted;
    expect([response.status, answer.told, await isProven(sealed, answer)]).toEqual([201, false, true]);
    expect(await viewFor(school, 'dsl', sealed.id)).toMatchObject({ unverified: 'site-code' });
    expect(await viewFor(school, 'technician', sealed.id)).toMatchObject({ unverified: 'site-code' });
    expect(await viewFor(school, 'teacher', sealed.id)).toBeUndefined();
  });

  it('is set apart when its site code was revoked', async () => {
    const school = await openSchool();
    await school.store.write((tx) => tx.updateTable('site_code').set({ revoked_at: '2026' }).execute());
    const answer = await school.deliver(pressOf());
    expect(answer.told).toBe(false);
  });

  it('is kept sealed for an unknown key, without proof, and opened when the key turns up', async () => {
    const school = await openSchool();
    const key = await makeSchoolKey();
    const sealed = await sealReport(pressOf({ url: 'https://late.test/' }), publicPart(key));
    const answer = (await (await school.send(sealed)).json()) as Accepted;
    expect(answer).toMatchObject({ told: false });
    expect(answer).not.toHaveProperty('proof');
    expect(await rowOf(school, sealed.id)).toMatchObject({ unverified: 'key', sealed: sealed.body, box: null });
    expect(await school.intake.openLater()).toBe(0);

    expect(readPrivateKey(JSON.stringify(key))).toEqual(key);
    keepPrivateKey(school.dir, key);
    await school.close();
    const later = await openSchool({ made: school });
    expect(await later.intake.openLater()).toBe(1);
    expect(await rowOf(later, sealed.id)).toMatchObject({ unverified: null, sealed: null, kind: 'press', told: 1 });
    expect(await viewFor(later, 'dsl', sealed.id)).toMatchObject({ url: 'https://late.test/' });
    const again = (await (await later.send(sealed)).json()) as Accepted;
    expect([again.told, await isProven(sealed, again)]).toEqual([true, true]);
  });

  it('is kept when the seal does not open', async () => {
    const school = await openSchool();
    const { id, body } = await school.seal(pressOf());
    const parts = body.split('.');
    parts[4] = `${parts[4]?.startsWith('A') ? 'B' : 'A'}${parts[4]?.slice(1)}`;
    const answer = await school.send({ id, body: parts.join('.') });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ told: false });
    expect(await rowOf(school, id)).toMatchObject({ unverified: 'seal' });
  });

  it.for([
    ['no report', '{"kind":"press"}'],
    ['no JSON', 'https://example.test/ not json'],
    ['a list', '[]'],
    ['not even text', '\u0000\uffff'],
  ] as const)('is kept when inside there is %s', async ([, inside]) => {
    const school = await openSchool();
    const id = randomUUID();
    const answer = await school.send({ id, body: await sealBytes(text(inside), school.publicKey) });
    expect(await answer.json()).toMatchObject({ told: false });
    expect(await rowOf(school, id)).toMatchObject({ unverified: 'content', sealed: null });
  });

  it('is kept when another report’s id is inside', async () => {
    const school = await openSchool();
    const { body } = await school.seal(pressOf());
    const id = randomUUID();
    expect(await (await school.send({ id, body })).json()).not.toHaveProperty('proof');
    expect(await rowOf(school, id)).toMatchObject({ unverified: 'content', read_key_hash: null });
  });

  it('is bounded per source: the oldest are kept, the device keeps the rest', async () => {
    const school = await openSchool({ limits: { unverifiedPerSource: 2 } });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const response = await school.send(await school.seal(pressOf()), { Authorization: '' });
      statuses.push(response.status);
      if (response.status === 503) expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([201, 201, 503]);
    expect((await school.deliver(pressOf())).told).toBe(true);
  });

  it('does not eat the disk that the school’s own reports need', async () => {
    const school = await openSchool({ freeBytes: 1024 });
    expect((await school.send(await school.seal(pressOf()), { Authorization: '' })).status).toBe(503);
    expect((await school.deliver(pressOf())).told).toBe(true);
  });
});

it('meets overload with 503 and Retry-After before it opens anything, and loses nothing', async () => {
  const school = await openSchool({ limits: { atOnce: 3 } });
  const sealed = await Promise.all(Array.from({ length: 10 }, () => school.seal(pressOf())));
  const responses = await Promise.all(sealed.map((each) => school.send(each)));
  const busy = responses.filter(({ status }) => status === 503);
  expect(busy).toHaveLength(7);
  expect(busy.every(({ headers }) => Number(headers.get('Retry-After')) > 0)).toBe(true);
  for (const each of sealed) expect((await school.send(each)).status).toBeLessThan(300);
  expect(await school.store.read.selectFrom('report').select('id').execute()).toHaveLength(10);
});
