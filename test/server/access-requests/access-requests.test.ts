import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { withoutNames } from '../../../server-stub/access-requests/names.ts';
import type { AccessView } from '../../../shared/access-request-api.ts';
import { openSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const name = 'Ivy Marker';
const other = 'Rowan Elsewhere';

/** A child in two incidents, with another child in the first. */
async function asked(events: object[] = []) {
  const school = await openSchool();
  await school.employ('Kestrel', ['teacher']);
  const [first, second] = [pressOf({ url: 'https://marker-4711.test/secret' }), pressOf()];
  for (const press of [first, second]) await school.deliver(press);
  const say = async (id: string, event: object) => {
    const answer = await school.as('dsl', `/incidents/${id}/events`, event);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { seq: number }).seq;
  };
  await say(first.id, { kind: 'learner.linked', child: 'c1', name, born: '2018-05-06' });
  await say(first.id, { kind: 'learner.linked', child: 'c2', name: other });
  await say(second.id, { kind: 'learner.linked', child: 'c9', name: 'ivy  marker' });
  const note = await say(first.id, { kind: 'note', text: 'Ivy sat with rowan; Mr Kestrel and Pat Asking saw it.' });
  for (const event of events) await say(first.id, event);
  const found = await school.as('dsl', '/access-requests/search', { name: 'ivy' });
  const { matches } = (await found.json()) as { matches: { incident: string; child: string }[] };
  const children = matches.map(({ incident, child }) => ({ incident, child }));
  const opened = await school.as('dsl', '/access-requests', { requester: 'Pat Asking', relation: 'parent', children });
  const { id } = (await opened.json()) as { id: string };
  return {
    school,
    first,
    note,
    children,
    id,
    view: async () => (await (await school.as('dsl', `/access-requests/${id}`)).json()) as AccessView,
    file: (as: string) => school.as('dsl', `/access-requests/${id}/export?as=${as}`),
    decide: (body: object) => school.as('dsl', `/access-requests/${id}/decisions`, { incident: first.id, ...body }),
  };
}

it('gives out what is about the child and nothing of others, of addresses, or that nobody has read for it', async () => {
  const { view, file, first, children } = await asked();
  expect(children).toHaveLength(2);
  expect(await view()).toMatchObject({ ready: true });
  for (const as of ['json', 'text', 'html']) {
    const answer = await file(as);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain(name);
    expect(text).not.toMatch(/rowan|elsewhere|kestrel|4711|secret|sat with/i);
    if (as === 'json') expect(text).toContain(first.id);
  }
  expect((await file('exe')).status).toBe(400);
});

it('gives out what a lead has read and included, with the names of others unreadable', async () => {
  const { decide, file, note, school, id } = await asked();
  expect((await decide({ decision: 'include', entries: [note], reason: 'Read.' })).status).toBe(200);
  const text = await (await file('text')).text();
  expect(text).toContain('Ivy sat with [another person]; Mr [another person] and [another person] saw it.');
  const kinds = await school.store.read.selectFrom('audit').select('kind').where('subject', '=', id).execute();
  expect(kinds.map(({ kind }) => kind)).toEqual([
    'access-request.opened',
    'access-request.decided',
    'access-request.exported',
  ]);
});

it.for([
  ['a hold', [{ kind: 'hold.set', reason: 'x' }], 'hold'],
  ['an open referral', [{ kind: 'dsl.decision', decision: 'referred', reason: 'x' }], 'referral'],
  ['an enquiry of the police', [{ kind: 'category.set', risk: 'contact', procedure: '11.3' }], 'police-first'],
  ['a decision not to tell the parents', [{ kind: 'parent.withheld', child: 'c1', why: 'x' }], 'parents-withheld'],
] as const)('%s refuses the file until a lead decides, with the reason', async ([, events, held]) => {
  const { view, file, decide, first } = await asked([...events]);
  expect((await view()).incidents.find(({ incident }) => incident === first.id)).toMatchObject({ held });
  expect((await file('json')).status).toBe(409);
  expect((await decide({ decision: 'withhold' })).status).toBe(400);
  expect((await decide({ decision: 'withhold', reason: 'It would harm.' })).status).toBe(200);
  const text = await (await file('json')).text();
  expect(text).not.toContain(first.id);
  expect(text).not.toContain('It would harm.');
});

it('what may be illegal is never given out, whatever is decided', async () => {
  const { file, decide, first } = await asked([{ kind: 'illegal.suspected' }]);
  expect((await file('json')).status).toBe(409);
  expect((await decide({ decision: 'include', reason: 'x' })).status).toBe(409);
  await decide({ decision: 'withhold', reason: 'x' });
  expect(await (await file('json')).text()).not.toContain(first.id);
});

it('is for the safeguarding leads alone, refuses what is not there, and puts no name into the chain', async () => {
  const { school, id, children } = await asked();
  for (const role of ['head', 'teacher', 'admin', 'technician', 'dpo', 'dsl/extension'])
    expect((await school.as(role, `/access-requests/${id}`)).status).toBe(404);
  expect((await school.as('dsl', `/access-requests/${randomUUID()}`)).status).toBe(404);
  const wrong = { requester: 'x', relation: 'parent', children: [{ ...children[0], child: 'nobody' }] };
  expect((await school.as('dsl', '/access-requests', wrong)).status).toBe(409);
  const chain = await school.store.read.selectFrom('audit').selectAll().execute();
  expect(JSON.stringify(chain)).not.toMatch(/ivy|rowan|pat asking/i);
});

it('a name is unreadable however it is written, and never the child’s own', () => {
  const gone = (text: string, others: string[]) => withoutNames(text, others, 'Ivy Brook', '*');
  expect(gone('ROWAN ELSEWHERE, Rowan’s; rowanberry', ['Rowan Elsewhere'])).toBe('*, *’s; rowanberry');
  expect(gone('Ivy and Tom Brook', ['Tom Brook'])).toBe('Ivy and *');
  expect(gone('a(b O.Neil', ['O.Neil', 'a(b'])).toBe('* *');
});
