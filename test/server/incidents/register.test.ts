import { describe, expect, it } from 'vitest';
import type { IncidentSummary } from '../../../shared/incident-api.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

type Page = { incidents: IncidentSummary[]; next?: string };
const pageOf = async (school: OpenSchool, query: string, who = 'dsl') => {
  const answer = await school.as(who, `/incidents?${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return (await answer.json()) as Page;
};
const devices = async (school: OpenSchool, query: string, who?: string) =>
  (await pageOf(school, query, who)).incidents.map(({ device }) => device);

async function busy() {
  const school = await openSchool({ profile: 'whitwell' });
  const press = async (members: object) => {
    const one = pressOf({ url: 'https://one.example/page', group: '3A', room: 'R4', ...members });
    await school.deliver(one);
    school.clock.now += 1000;
    return one.id;
  };
  const open = await press({ device: 'open' });
  const dismissed = await press({ device: 'dismissed', group: '4B', room: 'R5' });
  const closed = await press({ device: 'closed', url: 'https://closed.example/x' });
  const locked = await press({ device: 'locked', url: 'https://marker-4711.test/x' });
  await press({ device: 'practice', practice: true });
  await school.as('teacher', `/reports/${dismissed}/outcome`, { outcome: 'nothing-unsuitable' });
  await school.as('dsl', `/reports/${closed}/outcome`, { outcome: 'unsuitable' });
  for (const event of [
    { kind: 'dsl.decision', decision: 'school-action', reason: 'r' },
    { kind: 'case.closed', outcome: 'o', reason: 'r', lessons: 'l', change: 'none' },
  ])
    expect((await school.as('dsl', `/incidents/${closed}/events`, event)).status).toBe(201);
  await school.as('teacher', `/incidents/${locked}/events`, { kind: 'illegal.suspected' });
  return { school, press, open };
}

describe('the register', () => {
  it('gives what is asked for, newest first', async () => {
    const { school } = await busy();
    expect(await devices(school, '')).toEqual(['practice', 'locked', 'closed', 'dismissed', 'open']);
    expect(await devices(school, 'show=open')).toEqual(['locked', 'open']);
    expect(await devices(school, 'show=closed')).toEqual(['closed', 'dismissed']);
    expect(await devices(school, 'show=dismissed')).toEqual(['dismissed']);
    expect(await devices(school, 'show=unsuitable')).toEqual(['closed']);
    expect(await devices(school, 'show=locked')).toEqual(['locked']);
    expect(await devices(school, 'show=practice')).toEqual(['practice']);
    expect(await devices(school, 'show=open&q=R4')).toEqual(['locked', 'open']);
  });

  it('finds by room, class, computer, host and reference, and by nothing that the person may not see', async () => {
    const { school, open } = await busy();
    expect(await devices(school, 'q=r5')).toEqual(['dismissed']);
    expect(await devices(school, 'q=Closed.Example')).toEqual(['closed']);
    expect(await devices(school, `q=${open.slice(0, 8)}`)).toEqual(['open']);
    expect(await devices(school, 'q=%25')).toEqual([]);
    expect(await devices(school, 'q=marker')).toEqual(['locked']);
    // What may be illegal has no host for them, so that a search cannot guess it; and no class of a child.
    expect(await devices(school, 'q=marker', 'technician')).toEqual([]);
    expect(await devices(school, 'q=4B', 'technician')).toEqual([]);
    expect(await devices(school, 'q=closed', 'technician')).toEqual(['closed']);
    // A teacher is not told by a filter where safeguarding stands.
    expect(await devices(school, 'show=closed', 'teacher')).toEqual(['closed', 'dismissed']);
    expect(await devices(school, 'show=technical', 'teacher')).toEqual([]);
  });

  it.for(['show=everything', 'before=yesterday', `q=${'x'.repeat(101)}`])(
    'refuses %s in plain words',
    async (query) => {
      const school = await openSchool();
      const answer = await school.as('dsl', `/incidents?${query}`);
      expect(answer.status).toBe(400);
      expect(((await answer.json()) as { detail: string }).detail).toMatch(/ must be | must have /);
    },
  );

  it('leads through ten thousand page by page, each once, and to a rare one in a few steps', async () => {
    const { school } = await busy();
    const one = await school.store.read
      .selectFrom('report')
      .selectAll()
      .where('device', '=', 'practice')
      .executeTakeFirstOrThrow();
    // Three at each moment, so that a page may end among those of one time.
    const copies = Array.from({ length: 10_000 }, (_, at) => ({
      ...one,
      id: `${String(at).padStart(8, '0')}-0000-4000-8000-000000000000`,
      received_at: new Date(Date.parse('2026-09-10T00:00:00.000Z') + Math.floor(at / 3) * 1000).toISOString(),
    }));
    await school.store.write(async (tx) => {
      for (let from = 0; from < copies.length; from += 200)
        await tx
          .insertInto('report')
          .values(copies.slice(from, from + 200))
          .execute();
    });
    const seen: string[] = [];
    let query = 'show=practice';
    for (;;) {
      const { incidents, next } = await pageOf(school, query);
      seen.push(...incidents.map(({ id }) => id));
      if (next === undefined) break;
      query = `show=practice&before=${encodeURIComponent(next)}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([10_001, 10_001]);
    const first = await pageOf(school, 'q=00000001-0000');
    expect(first.incidents.map(({ id }) => id)).toEqual(['00000001-0000-4000-8000-000000000000']);
  });
});

describe('one incident', () => {
  it('can be asked for without its address, and then nobody has read it', async () => {
    const { school, open } = await busy();
    const text = await (await school.as('dsl', `/incidents/${open}?address=none`)).text();
    expect(text).not.toContain('one.example/page');
    const read = await school.store.read.selectFrom('audit').select('seq').where('kind', '=', 'url.read').execute();
    expect(read).toEqual([]);
    expect(await (await school.as('dsl', `/incidents/${open}`)).text()).toContain('one.example/page');
  });
});
