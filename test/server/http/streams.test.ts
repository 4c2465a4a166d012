import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportView } from '../../../shared/staff-api.ts';
import { readEvents } from '../event-reader.ts';
import { openSchool } from '../school.ts';
import { followUpOf, pressOf, statusBearer } from '../sealed-report.ts';

const statusHeaders = async (sealed: Parameters<typeof statusBearer>[0], more = {}) => ({
  headers: { Authorization: await statusBearer(sealed), ...more },
});

describe('a press’s own status', () => {
  it('goes from stored to acknowledged to released, as it happens', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    await school.send(sealed);
    const path = `/v1/reports/${sealed.id}`;
    const events = readEvents(await school.app.request(`${path}/events`, await statusHeaders(sealed)));
    expect(await events.next()).toEqual({ id: '1', data: { state: 'stored', at: '2026-09-15T09:20:31.000Z' } });
    await school.as('teacher', `/reports/${sealed.id}/acknowledge`, {});
    expect(await events.next()).toEqual({ id: '2', data: { state: 'acknowledged', at: '2026-09-15T09:20:31.000Z' } });
    await school.as('teacher', `/reports/${sealed.id}/release`, {});
    expect(await events.next()).toMatchObject({ id: '3', data: { state: 'released' } });
    await events.close();
    const status = await school.app.request(`${path}/status`, await statusHeaders(sealed));
    expect(await status.json()).toMatchObject({ state: 'released' });
  });

  it('goes on behind Last-Event-ID', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    await school.send(sealed);
    const path = `/v1/reports/${sealed.id}/events`;
    const behind = async (last: string) =>
      readEvents(await school.app.request(path, await statusHeaders(sealed, { 'Last-Event-ID': last })));
    const events = await behind('1');
    await school.as('teacher', `/reports/${sealed.id}/release`, {});
    expect(await events.next()).toMatchObject({ id: '3' });
    const odd = await behind('nonsense\u00ff');
    expect(await odd.next()).toMatchObject({ id: '3' });
    await Promise.all([events.close(), odd.close()]);
  });

  it('ends as released by a follow-up from the device', async () => {
    const school = await openSchool();
    const press = pressOf();
    const sealed = await school.seal(press);
    await school.send(sealed);
    await school.deliver(followUpOf(press, { releasedLocally: true }));
    const status = await school.app.request(`/v1/reports/${press.id}/status`, await statusHeaders(sealed));
    expect(await status.json()).toMatchObject({ state: 'released' });
  });

  it('says who only when the school shows names', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    await school.send(sealed);
    await school.as('teacher', `/reports/${sealed.id}/acknowledge`, {});
    const status = async () =>
      (await school.app.request(`/v1/reports/${sealed.id}/status`, await statusHeaders(sealed))).json();
    expect(await status()).not.toHaveProperty('by');
    const setting = { school: school.school, key: 'show-names', value: 'true', updated_at: '2026' };
    await school.store.write((tx) => tx.insertInto('setting').values(setting).execute());
    expect(await status()).toMatchObject({ by: 'Name of teacher' });
  });

  it('is refused in the same words for a wrong key, no key, an unknown id, a follow-up and a sealed report', async () => {
    const school = await openSchool();
    const press = pressOf();
    const sealed = await school.seal(press);
    const followUp = await school.seal(followUpOf(press));
    await school.send(sealed);
    await school.send(followUp);
    const bodies = new Set<string>();
    for (const [id, authorization] of [
      [sealed.id, 'Bearer wrong'],
      [sealed.id, ''],
      [randomUUID(), await statusBearer(sealed)],
      ['not-an-id', 'Bearer x'],
      [followUp.id, await statusBearer(followUp)],
    ] as const)
      for (const end of ['status', 'events']) {
        const response = await school.app.request(`/v1/reports/${id}/${end}`, {
          headers: { Authorization: authorization },
        });
        expect(response.status).toBe(404);
        bodies.add(`${await response.text()} ${JSON.stringify([...response.headers])}`);
      }
    expect(bodies.size).toBe(1);
  });

  it('ends its streams when the server closes', async () => {
    const school = await openSchool();
    const sealed = await school.seal(pressOf());
    await school.send(sealed);
    const events = readEvents(await school.app.request(`/v1/reports/${sealed.id}/events`, await statusHeaders(sealed)));
    await events.next();
    await school.close();
    expect(await events.next()).toBeUndefined();
  });
});

describe('the staff’s live events', () => {
  const open = async (school: Awaited<ReturnType<typeof openSchool>>, who: string, last?: string) =>
    readEvents(
      await school.as(who, '/events', undefined, last === undefined ? {} : { headers: { 'Last-Event-ID': last } }),
    );
  const reportIn = (data: unknown) => (data as { report: ReportView }).report;

  it('tell each person what they may see, as it happens', async () => {
    const school = await openSchool();
    const [teacher, other, dsl] = await Promise.all(
      ['teacher@3A', 'teacher@4B', 'dsl'].map((who) => open(school, who)),
    );
    const mine = pressOf({ group: '3A', url: 'https://a.test/x' });
    const theirs = pressOf({ group: '4B' });
    await school.deliver(mine);
    await school.deliver(theirs);
    const first = await teacher?.next();
    expect(first).toMatchObject({ name: 'report' });
    expect(reportIn(first?.data)).toMatchObject({ id: mine.id, host: 'a.test' });
    expect(reportIn(first?.data)).not.toHaveProperty('url');
    expect(reportIn((await other?.next())?.data).id).toBe(theirs.id);
    expect(reportIn((await dsl?.next())?.data)).toMatchObject({ id: mine.id, host: 'a.test' });
    await school.as('dsl', `/reports/${mine.id}/acknowledge`, {});
    expect(await teacher?.next()).toMatchObject({ name: 'acknowledged' });
    await school.as('dsl', `/reports/${mine.id}/release`, {});
    expect(await teacher?.next()).toMatchObject({ name: 'released' });
    await school.as('dsl', `/reports/${mine.id}/escalate`, {});
    expect(await teacher?.next()).toMatchObject({ name: 'escalated' });
    await Promise.all([teacher?.close(), other?.close(), dsl?.close()]);
  });

  it('are replayed behind Last-Event-ID, each once, then go on live', async () => {
    const school = await openSchool();
    const before = await open(school, 'dsl');
    const presses = [pressOf(), pressOf(), pressOf()];
    await school.deliver(presses[0]!);
    const seen = await before.next();
    await before.close();
    await school.deliver(presses[1]!);
    const again = await open(school, 'dsl', seen?.id);
    await school.deliver(presses[2]!);
    expect(reportIn((await again.next())?.data).id).toBe(presses[1]?.id);
    expect(reportIn((await again.next())?.data).id).toBe(presses[2]?.id);
    await again.close();
  });

  it('carry no address to anybody, so that an open page reads none', async () => {
    const school = await openSchool();
    const dsl = await open(school, 'dsl');
    const press = pressOf({ url: 'https://a.test/x', others: ['https://b.test/y'] });
    await school.deliver(press);
    const report = reportIn((await dsl.next())?.data);
    expect([report.url, report.others]).toEqual([undefined, undefined]);
    await school.as('dsl', `/reports/${press.id}/acknowledge`, {});
    await dsl.next();
    await dsl.close();
    const entries = await school.store.read.selectFrom('audit').select('kind').where('kind', '=', 'url.read').execute();
    expect(entries).toEqual([]);
  });
});
