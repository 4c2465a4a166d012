import { expect, it } from 'vitest';
import { roles, type Role } from '../../../shared/roles.ts';
import { headers } from '../../../shared/wire.ts';
import { enrolWith, newDeviceKey } from '../devices/device-key.ts';
import { openSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

const all = [...roles];
const classroom: Role[] = ['teacher', 'assistant'];
const leads: Role[] = ['dsl', 'deputy'];
const safeguarding: Role[] = [...leads, 'head'];
const technical: Role[] = ['technician', 'network'];
const reports: Role[] = [...classroom, 'office', ...safeguarding, ...technical];
const incidents: Role[] = [...classroom, ...safeguarding, ...technical];
const devices: Role[] = [...technical, 'admin'];
const handling: Role[] = [...classroom, ...safeguarding];

type Row = { who: readonly Role[]; body?: unknown; /** What others meet. */ else?: number | number[] };
const note = { kind: 'note', text: 'A note.' };

/** Every route of staff: who may, written out a second time. What a role may not see is not there: 404. */
const matrix: Record<string, Row> = {
  'get /api/reports': { who: all },
  'post /api/reports': { who: [...classroom, 'office', ...safeguarding, ...technical], body: {}, else: 403 },
  'get /api/reports/{id}': { who: reports },
  'post /api/reports/{id}/acknowledge': { who: handling },
  'post /api/reports/{id}/release': { who: handling },
  'post /api/reports/{id}/not-mine': { who: handling },
  'post /api/reports/{id}/escalate': { who: [...handling, 'office'] },
  'post /api/reports/{id}/outcome': { who: handling, body: { outcome: 'unsuitable' } },
  'post /api/reports/{id}/shown': { who: reports },
  'get /api/events': { who: all },
  'get /api/audit': { who: safeguarding },
  'get /api/profile': { who: all },
  'post /api/profile/contact/{id}': { who: safeguarding, body: {} },
  'post /api/profile/gap/{id}': { who: safeguarding, body: {} },
  'get /api/incidents': { who: incidents },
  'get /api/incidents/{id}': { who: incidents },
  'post /api/incidents/{id}/events': { who: [...classroom, ...safeguarding], body: note },
  'get /api/incidents/{id}/export': { who: leads },
  'post /api/incidents/{id}/url-mail': { who: [], else: [404, 409] },
  'get /api/digest': { who: safeguarding },
  'get /api/dismissals': { who: safeguarding },
  'get /api/alerts': { who: all },
  'post /api/alerts/{id}/release': { who: [], body: {} },
  'get /api/alerts/board': { who: ['office', ...safeguarding, ...technical] },
  'get /api/absence': { who: all },
  'post /api/absence': { who: all, body: { until: null } },
  'get /api/push/key': { who: all },
  'post /api/push/subscriptions': { who: [], body: {}, else: 400 },
  'get /api/retention': { who: [...safeguarding, 'dpo'] },
  'post /api/retention/{id}': { who: leads, body: { decision: 'keep', until: '2030-07-31', reason: 'x' } },
  'post /api/access-requests/search': { who: leads, body: { name: 'x' } },
  'get /api/access-requests': { who: leads },
  'post /api/access-requests': { who: [], body: {}, else: [400, 404] },
  'get /api/access-requests/{id}': { who: [] },
  'post /api/access-requests/{id}/decisions': { who: [], body: {}, else: [400, 404] },
  'get /api/access-requests/{id}/export': { who: [] },
  'get /api/people': { who: [...safeguarding, 'slt', 'admin', 'dpo'] },
  'post /api/people': { who: [], body: {}, else: [400, 404] },
  'post /api/people/{id}/roles': { who: [], body: { roles: ['teacher'] } },
  'post /api/people/{id}/leave': { who: [] },
  'post /api/people/{id}/invite': { who: [] },
  'get /api/role-requests': { who: ['head', 'chair', 'admin'] },
  'post /api/role-requests/{id}': { who: [], body: { agree: true } },
  'post /api/aup': { who: [], body: {} },
  'get /api/access-review': { who: [...safeguarding, 'slt', 'admin', 'dpo'] },
  'post /api/access-review': { who: ['head', 'slt'], body: { confirmed: true, people: 2 } },
  'get /api/day-passes': { who: [...safeguarding, 'office', 'admin'] },
  'post /api/day-passes': { who: [...safeguarding, 'office', 'admin'], body: { name: 'Stand-in' } },
  'delete /api/day-passes/{id}': { who: [] },
  'get /api/notices': { who: all },
  'post /api/notices/{id}/done': { who: [] },
  'get /api/concerns': { who: all },
  'get /api/concerns/first': { who: all },
  'post /api/concerns': { who: all, body: { about: 'head', level: 'low-level', text: 'x' } },
  'get /api/concerns/{id}': { who: [] },
  'post /api/concerns/{id}/events': { who: [], body: { kind: 'concern.note', text: 'x' } },
  'get /api/devices': { who: devices },
  'get /api/devices/{id}': { who: devices },
  'post /api/devices/{id}/approve': { who: devices },
  'post /api/devices/{id}/revoke': { who: devices },
  'post /api/devices/{id}/gaps-settled': { who: devices },
  'post /api/devices/approval': { who: devices, body: { minutes: 5 } },
  'post /api/devices/approve-waiting': { who: devices, body: { upTo: '2026-09-15T09:00:00.000Z' } },
  'post /api/installations/{id}/gaps-settled': { who: devices },
  'get /api/site-code': { who: devices },
  'post /api/site-code/rotate': { who: devices, body: { days: 30 } },
};
const gen = 'a2b7c0fe-4f1d-4c2a-8d1e-2f3a4b5c6d7e';
const deviceKey = newDeviceKey();
const idOf: Record<string, string> = {
  'post /api/profile/contact/{id}': 'lado-any',
  'post /api/profile/gap/{id}': 'retentionDays',
  'get /api/devices/{id}': deviceKey.id,
  'post /api/devices/{id}/approve': deviceKey.id,
  'post /api/devices/{id}/revoke': deviceKey.id,
  'post /api/devices/{id}/gaps-settled': deviceKey.id,
  'post /api/installations/{id}/gaps-settled': gen,
};

it('every route answers each role as the table says, nobody who is not signed in, and no other site’s page', async () => {
  const school = await openSchool();
  await school.as('technician', '/devices/approval', { minutes: 10 });
  await enrolWith(school, deviceKey);
  const signed = await school.seal(pressOf());
  await school.send(signed, { ...deviceKey.sign('POST', '/v1/reports', signed.body), [headers.gen]: gen });
  const { paths } = (await (await school.app.request('/openapi.json')).json()) as { paths: Record<string, object> };
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(routes.toSorted()).toEqual(Object.keys(matrix).toSorted());
  for (const [route, { who, body, else: other = 404 }] of Object.entries(matrix)) {
    const [method = '', path = ''] = route.split(' ');
    const wrong: [string, string, number][] = [];
    for (const role of roles) {
      const press = pressOf();
      await school.deliver(press);
      const at = path.replace('{id}', idOf[route] ?? press.id).replace('/api', '');
      const given = method === 'post' ? (body ?? {}) : undefined;
      const answer = await school.as(role, at, given, method === 'delete' ? { method: 'DELETE' } : {});
      await answer.body?.cancel();
      const allowed = answer.status === 200 || answer.status === 201;
      // A role that sees the thing and may not do this to it is told so.
      const refused = [other].flat().includes(answer.status) || answer.status === 403;
      if (allowed !== who.includes(role) || (!allowed && !refused)) wrong.push([role, route, answer.status]);
    }
    expect(wrong).toEqual([]);
    const bare = path.replace('{id}', 'x');
    expect([route, (await school.app.request(bare, { method: method.toUpperCase() })).status]).toEqual([route, 401]);
    if (method !== 'post') continue;
    const forged = {
      Cookie: 'dolphin.session_token=x',
      Origin: 'https://evil.example',
      'Sec-Fetch-Site': 'cross-site',
    };
    expect([route, (await school.app.request(bare, { method: 'POST', headers: forged })).status]).toEqual([route, 403]);
  }
  expect(school.lines).toEqual([]);
});
