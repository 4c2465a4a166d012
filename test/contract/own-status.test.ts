/** Contract §2, a press's own status and its stream. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followUpOf, pressOf, readBearer, type Sealed } from './device.ts';
import { dolphin } from './program.ts';
import { openSchool, type Person, type School } from './school.ts';
import { readStream } from './stream.ts';

type Status = { state: string; at: string; by?: string };

let school: School;
let teacher: Person;
beforeAll(async () => {
  school = await openSchool();
  teacher = await school.person('teacher');
});
afterAll(() => school.close());

const ask = (sealed: Pick<Sealed, 'id' | 'statusKey'>, end: 'status' | 'events', more: Record<string, string> = {}) =>
  school.call(`/v1/reports/${sealed.id}/${end}`, { headers: { Authorization: readBearer(sealed), ...more } });
const statusOf = async (sealed: Sealed) => (await (await ask(sealed, 'status')).json()) as Status;

it('goes from stored to acknowledged to released, asked or streamed', async () => {
  const { sealed, receipt } = await school.deliver(pressOf());
  expect(await statusOf(sealed)).toEqual({ state: 'stored', at: receipt.receivedAt });
  const opened = await ask(sealed, 'events');
  expect(opened.headers.get('Content-Type')).toMatch(/^text\/event-stream/);
  const stream = readStream(opened);
  expect((await stream.next())?.data).toEqual({ state: 'stored', at: receipt.receivedAt });
  for (const [action, state] of [
    ['acknowledge', 'acknowledged'],
    ['release', 'released'],
  ] as const) {
    expect((await teacher.post(`/reports/${sealed.id}/${action}`)).status).toBe(200);
    const event = await stream.next();
    expect(event?.data.state).toBe(state);
    expect(await statusOf(sealed)).toEqual(event?.data);
  }
  await stream.close();
});

it('goes on behind Last-Event-ID: nothing twice, nothing missed', async () => {
  const { sealed } = await school.deliver(pressOf());
  const first = readStream(await ask(sealed, 'events'));
  const seen = await first.next();
  await first.close();
  await teacher.post(`/reports/${sealed.id}/acknowledge`);
  const second = readStream(await ask(sealed, 'events', { 'Last-Event-ID': seen?.id ?? '' }));
  const acknowledged = await second.next();
  expect(acknowledged?.data.state).toBe('acknowledged');
  await second.close();
  const third = readStream(await ask(sealed, 'events', { 'Last-Event-ID': acknowledged?.id ?? '' }));
  await teacher.post(`/reports/${sealed.id}/release`);
  expect((await third.next())?.data.state).toBe('released');
  await third.close();
});

it('is released by the device’s own follow-up', async () => {
  const press = pressOf();
  const { sealed } = await school.deliver(press);
  await school.deliver(followUpOf(press, { releasedLocally: true }));
  expect((await statusOf(sealed)).state).toBe('released');
});

it('names who comes only when the school shows names', async () => {
  const { sealed } = await school.deliver(pressOf());
  await teacher.post(`/reports/${sealed.id}/acknowledge`);
  expect(await statusOf(sealed)).not.toHaveProperty('by');
  expect((await dolphin('config', 'set', 'show-names', 'true', '--data', school.dir)).code).toBe(0);
  expect((await statusOf(sealed)).by).toMatch(/^teacher/);
  await dolphin('config', 'set', 'show-names', 'false', '--data', school.dir);
});

it('keeps a stream alive with a comment at least every fifteen seconds or so, here and for staff', async () => {
  const { sealed } = await school.deliver(pressOf());
  const streams = [readStream(await ask(sealed, 'events')), readStream(await teacher.call('/events'))];
  await Promise.all(
    streams.map(async (stream) => {
      let comments = 0;
      while (comments < 2) {
        const block = await stream.block();
        if (!block) throw new Error('The stream ended.');
        if ('comment' in block) comments += 1;
      }
      await stream.close();
    }),
  );
});

describe('for anyone else there is nothing', () => {
  it('in the same words and headers, whatever is wrong', async () => {
    const press = pressOf();
    const { sealed } = await school.deliver(press);
    const other = await school.deliver(pressOf());
    const followUp = await school.deliver(followUpOf(press));
    const { statusKey } = sealed;
    const asked: [string, string][] = [
      [sealed.id, readBearer(other.sealed)],
      [sealed.id, 'Bearer '],
      [sealed.id, `Bearer ${statusKey}`],
      [sealed.id, `Bearer ${school.siteCode}`],
      [sealed.id, `Bearer ${teacher.token}`],
      [sealed.id, readBearer(sealed).replace('Bearer', 'Basic')],
      [randomUUID(), readBearer(sealed)],
      [followUp.sealed.id, readBearer(followUp.sealed)],
      [sealed.id.toUpperCase(), readBearer(sealed)],
      ['%27%20OR%201=1', readBearer(sealed)],
      ['%ff', readBearer(sealed)],
      ['x'.repeat(3000), readBearer(sealed)],
    ];
    const answers = new Set<string>();
    for (const [id, Authorization] of asked)
      for (const end of ['status', 'events']) {
        const answer = await school.call(`/v1/reports/${id}/${end}`, { headers: { Authorization } });
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        answers.add(JSON.stringify([answer.status, headers, await answer.text()]));
      }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toMatch(/^\[404,/);
  });
});
