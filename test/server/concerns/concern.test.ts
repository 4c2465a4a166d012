import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import { databaseFile } from '../../../server-stub/storage/store.ts';
import { roles } from '../../../shared/roles.ts';
import { openSchool } from '../school.ts';

const marker = 'MarkerNarrative 4711';
type Body = { id: string };

async function staffed(profile = 'whitwell') {
  const school = await openSchool({ profile });
  for (const role of roles) await school.employ(role, [role]);
  const raise = async (members: object) => {
    const answer = await school.as('teacher', '/concerns', {
      about: 'staff',
      level: 'allegation',
      text: marker,
      ...members,
    });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as Body).id;
  };
  const whoSees = async (id: string) => {
    const seen: string[] = [];
    for (const role of roles) {
      const one = await school.as(role, `/concerns/${id}`);
      const { concerns } = (await (await school.as(role, '/concerns')).json()) as { concerns: Body[] };
      expect([role, one.status === 200]).toEqual([role, concerns.some((concern) => concern.id === id)]);
      if (one.status === 200) seen.push(role);
    }
    return seen;
  };
  return { school, raise, whoSees };
}

describe('a concern about an adult here', () => {
  it('has the LADO and whistleblowing line before anything is typed', async () => {
    const { school } = await staffed();
    const { contacts } = (await (await school.as('teacher', '/concerns/first')).json()) as { contacts: Body[] };
    expect(contacts.map(({ id }) => id).toSorted()).toEqual(['lado', 'lado-any', 'whistleblowing']);
  });

  it('is for the head alone, until the head opens it to someone', async () => {
    const { school, raise, whoSees } = await staffed();
    const id = await raise({ person: 'id-of-assistant' });
    expect(await whoSees(id)).toEqual(['head']);
    const event = (who: string, body: object) => school.as(who, `/concerns/${id}/events`, body);
    expect((await event('head', { kind: 'concern.shared', person: 'id-of-assistant' })).status).toBe(409);
    expect((await event('head', { kind: 'concern.shared', person: 'id-of-dsl' })).status).toBe(201);
    expect(await whoSees(id)).toEqual(['dsl', 'head']);
    const seen = async (who: string) => (await school.as(who, `/concerns/${id}`)).json();
    const assistant = { id: 'id-of-assistant', name: 'Name of assistant' };
    const dsl = { id: 'id-of-dsl', name: 'Name of dsl' };
    expect(await seen('head')).toMatchObject({
      concern: { about: 'staff', person: assistant, owns: true, shared: [dsl] },
    });
    expect(await seen('dsl')).toMatchObject({ concern: { owns: false } });
    expect((await event('dsl', { kind: 'concern.shared', person: 'id-of-slt' })).status).toBe(409);
    expect((await event('dsl', { kind: 'concern.note', text: 'n' })).status).toBe(201);
    expect((await event('teacher', { kind: 'concern.note', text: 'n' })).status).toBe(404);
    expect((await event('head', { kind: 'concern.unshared', person: 'id-of-dsl' })).status).toBe(201);
    expect((await event('head', { kind: 'concern.lado-told', reference: 'L-1' })).status).toBe(201);
    expect((await event('head', { kind: 'concern.closed', outcome: 'o', reason: 'r' })).status).toBe(201);
    expect(await whoSees(id)).toEqual(['head']);
  });

  it('about the headteacher is for the chair alone, whichever way it was said', async () => {
    const { raise, whoSees } = await staffed();
    expect(await whoSees(await raise({ about: 'head' }))).toEqual(['chair']);
    expect(await whoSees(await raise({ about: 'staff', person: 'id-of-head' }))).toEqual(['chair']);
  });

  it('about the safeguarding lead is the chair’s where lead and head are one', async () => {
    const one = await staffed('ash-cartwright');
    expect(await one.whoSees(await one.raise({ person: 'id-of-dsl' }))).toEqual(['chair']);
    const two = await staffed('whitwell');
    expect(await two.whoSees(await two.raise({ person: 'id-of-dsl' }))).toEqual(['head']);
  });

  it('is nowhere else: no list, no count, no audit, no mail, no log; a connected browser never meets it', async () => {
    const { school, raise } = await staffed();
    const paths = ['/reports', '/incidents', '/digest', '/dismissals', '/alerts', '/alerts/board', '/profile'];
    const look = async () => {
      const found: Record<string, string> = {};
      for (const who of ['dsl', 'deputy', 'head', 'admin', 'technician', 'governor', 'slt'])
        for (const path of paths) found[`${who} ${path}`] = await (await school.as(who, path)).text();
      return found;
    };
    const before = await look();
    const headBefore = await verify(['--data', school.dir], {});
    const id = await raise({ about: 'head' });
    await school.pass(5);
    expect(await look()).toEqual(before);
    const headAfter = await verify(['--data', school.dir], {});
    expect(headAfter).toEqual(headBefore);
    for (const who of ['dsl', 'head']) {
      const text = await (await school.as(who, '/audit')).text();
      expect(text).not.toMatch(/concern/);
    }
    expect((await school.as('chair/extension', `/concerns/${id}`)).status).toBe(404);
    expect((await school.as('teacher/extension', '/concerns', {})).status).toBe(404);
    expect(JSON.stringify([school.left, school.lines])).not.toMatch(/Marker|4711|concern/i);
    expect(school.left.mails.map(({ to }) => to)).toEqual(['chair@people.example']);
  });

  it('lies encrypted, and a change behind its back shows in verify', async () => {
    const { school, raise } = await staffed();
    const id = await raise({});
    expect(await verify(['--data', school.dir], {})).toMatchObject({ code: 0 });
    const database = new DatabaseSync(join(school.dir, databaseFile), { enableForeignKeyConstraints: false });
    const rows = database.prepare('SELECT box FROM case_event WHERE subject = ?').all(id) as { box: Uint8Array }[];
    expect(rows.map(({ box }) => Buffer.from(box).toString('latin1')).join('')).not.toContain('Marker');
    database.prepare(`UPDATE concern SET state = 'closed' WHERE id = ?`).run(id);
    database.close();
    expect(await verify(['--data', school.dir], {})).toMatchObject({ code: 1 });
  });
});
