import { describe, expect, it } from 'vitest';
import type { Accepted } from '../../../shared/answer.ts';
import { openSchool, type OpenSchool as School } from '../school.ts';
import { followUpOf, isProven, pressOf } from '../sealed-report.ts';
import type { ReportList, ReportView } from '../../../shared/staff-api.ts';

const rowOf = (school: School, id: string) =>
  school.store.read.selectFrom('report').selectAll().where('id', '=', id).executeTakeFirst();
const viewFor = async (school: School, who: string, id: string) => {
  const { reports } = (await (await school.as(who, '/reports')).json()) as ReportList;
  return reports.find((report) => report.id === id);
};

describe('a press', () => {
  it('is committed, told of and proven before it is answered', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    const response = await school.send(sealed);
    const answer = (await response.json()) as Accepted;
    expect(response.status).toBe(201);
    expect(answer).toMatchObject({
      id: sealed.id,
      status: 'stored',
      told: true,
      receivedAt: '2026-09-15T09:20:31.000Z',
    });
    expect(await isProven(sealed, answer)).toBe(true);
    const feed = await school.store.read.selectFrom('feed').selectAll().execute();
    expect(feed).toMatchObject([{ report: sealed.id, name: 'report' }]);
  });

  it('is answered alike however often it comes, with the first time and the same proof', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    const first = (await (await school.send(sealed)).json()) as Accepted;
    school.clock.now += 60_000;
    const again = await school.send(sealed, { 'Dolphin-Attempt': '2' });
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ ...first, status: 'duplicate', now: '2026-09-15T09:21:31.000Z' });
  });

  it('is one row after 10,000 posts at once, every one answered with the same proof', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    const codes: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 10_000 }, async () => {
        const response = await school.send(sealed);
        codes.push(response.status);
        return (await response.json()) as Accepted;
      }),
    );
    expect(codes.filter((code) => code === 201)).toHaveLength(1);
    expect(codes.filter((code) => code === 200)).toHaveLength(9999);
    const proofs = new Set(answers.map(({ proof }) => proof));
    expect(proofs.size).toBe(1);
    expect(await school.store.read.selectFrom('report').select('id').execute()).toHaveLength(1);
    expect(await school.store.read.selectFrom('feed').select('seq').execute()).toHaveLength(1);
  });

  it('stays as it came when another body comes with its id', async () => {
    const school = await openSchool();
    const press = pressOf();
    const first = await school.deliver(press);
    const other = await school.send(await school.seal({ ...press, url: 'https://other.test/' }));
    expect(other.status).toBe(422);
    expect(other.headers.get('Content-Type')).toBe('application/problem+json');
    expect((await rowOf(school, press.id))?.digest).toBe(first.digest);
    expect((await viewFor(school, 'dsl', press.id))?.url).toBe(press.url);
  });

  it('refuses one of two different bodies that come with one id at once', async () => {
    const school = await openSchool();
    const press = pressOf();
    const both = [await school.seal(press), await school.seal(press)];
    const statuses = (await Promise.all(both.map((sealed) => school.send(sealed)))).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([201, 422]);
  });

  it.for([
    ['script', 'https://example.test/<script>alert(1)</script>?a=<img src=x onerror=alert(1)>'],
    ['quotes and newlines', 'https://example.test/"\'`\r\n\t\u0000\u2028end'],
    ['bidi marks', 'https://example.test/\u202emoc.elpmaxe\u2066\u200f'],
    ['an emoji host', 'https://💩.example.test/a b?ä=ß'],
    ['a lone surrogate', 'https://example.test/\ud800x'],
    ['8 KiB', `https://example.test/${'a'.repeat(8192 - 21)}`],
    ['no scheme', 'not an address at all'],
    ['a scheme that runs', 'javascript:alert(1)'],
    ['nothing', ''],
  ] as const)('with %s in its address arrives byte for byte', async ([, url]) => {
    const school = await openSchool();
    const others = url.length < 8000 ? [url] : [];
    const press = pressOf({ url, others });
    expect((await school.deliver(press)).told).toBe(true);
    expect(await viewFor(school, 'dsl', press.id)).toMatchObject({ url, others });
  });

  it('keeps members it does not know, and neither its key nor its address in clear', async () => {
    const school = await openSchool();
    const press = pressOf({ url: 'https://secret.test/findme-4711', device: 'D7', later: { a: 1 } });
    await school.deliver(press);
    const row = await rowOf(school, press.id);
    const opened =
      row?.box &&
      row.data_key &&
      school.keys.unlock(`report/${school.school}/${press.id}`, { box: row.box, dataKey: row.data_key });
    expect(JSON.parse(new TextDecoder().decode(opened ?? new Uint8Array()))).toMatchObject({ later: { a: 1 } });
    const everything = JSON.stringify([row, await school.store.read.selectFrom('audit').selectAll().execute()]);
    for (const secret of [press.statusKey, 'findme-4711']) expect(everything).not.toContain(secret);
    expect(Buffer.from(row?.box ?? []).toString('latin1')).not.toContain('findme-4711');
    expect(row).toMatchObject({ host: 'secret.test', device: 'D7', seq: 1, sent_ms: 1789464030123 });
  });

  it('can be erased by its data key alone', async () => {
    const school = await openSchool();
    const press = pressOf();
    await school.deliver(press);
    await school.store.write((tx) =>
      tx.updateTable('report').set({ data_key: null }).where('id', '=', press.id).execute(),
    );
    expect(await viewFor(school, 'dsl', press.id)).not.toHaveProperty('url');
  });
});

describe('a follow-up', () => {
  it('is attached to its press and told', async () => {
    const school = await openSchool();
    const press = pressOf();
    await school.deliver(press);
    const followUp = await school.seal(followUpOf(press, { category: 'scary', uncovered: 2 }));
    const answer = (await (await school.send(followUp)).json()) as Accepted;
    expect([answer.told, await isProven(followUp, answer)]).toEqual([true, true]);
    expect((await viewFor(school, 'dsl', press.id))?.followUps).toMatchObject([{ category: 'scary', uncovered: 2 }]);
    const { reports } = (await (await school.as('dsl', '/reports')).json()) as ReportList;
    expect(reports).toHaveLength(1);
  });

  it('may come before its press and is attached when that comes', async () => {
    const school = await openSchool();
    const press = pressOf();
    const early = await school.deliver(followUpOf(press, { releasedLocally: true }));
    expect(early).toMatchObject({ told: false, proof: expect.any(String) as string });
    expect(await (await school.as('dsl', '/reports')).json()).toEqual({ reports: [] });
    await school.deliver(press);
    expect(await viewFor(school, 'dsl', press.id)).toMatchObject({
      state: 'released',
      releasedLocally: true,
      followUps: [{ releasedLocally: true }],
    });
  });

  it('of a local release ends the cover and leaves the outcome open', async () => {
    const school = await openSchool();
    const press = pressOf();
    await school.deliver(press);
    await school.deliver(followUpOf(press, { releasedLocally: true }));
    const view = await viewFor(school, 'teacher', press.id);
    expect(view).toMatchObject({ state: 'released', releasedLocally: true });
    expect(view).not.toHaveProperty('outcome');
  });

  it('without its press’s key changes nothing and is set apart', async () => {
    const school = await openSchool();
    const press = pressOf();
    await school.deliver(press);
    const forged = followUpOf(press, { releasedLocally: true, statusKey: pressOf().statusKey });
    expect(await school.deliver(forged)).toMatchObject({ told: false });
    expect(await viewFor(school, 'dsl', press.id)).toMatchObject({ state: 'stored' });
    expect(await viewFor(school, 'dsl', forged.id)).toMatchObject({ unverified: 'content' });
  });

  it('that presses again after a minute without an answer escalates', async () => {
    const school = await openSchool();
    const press = pressOf({ occurredAt: '2026-09-15T10:20:00.000+01:00' });
    await school.deliver(press);
    await school.deliver(followUpOf(press, { pressedAgain: true, occurredAt: '2026-09-15T10:20:59.000+01:00' }));
    expect(await viewFor(school, 'dsl', press.id)).not.toHaveProperty('escalated');
    await school.deliver(followUpOf(press, { pressedAgain: true, occurredAt: '2026-09-15T10:21:00.000+01:00' }));
    expect(await viewFor(school, 'dsl', press.id)).toMatchObject({ escalated: true } satisfies Partial<ReportView>);
  });
});
