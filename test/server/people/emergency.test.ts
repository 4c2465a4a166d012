import { expect, it } from 'vitest';
import { user } from '../../../server-stub/commands/user.ts';
import { createPeople } from '../../../server-stub/people/people.ts';
import { openKeys } from '../../../server-stub/storage/keys.ts';
import { openStore } from '../../../server-stub/storage/store.ts';
import { makeSchool, temporaryFolder } from '../school.ts';

it('the account in the envelope tells head, chair and leads each time that it is opened', async () => {
  const { dir } = await makeSchool(await temporaryFolder());
  const args = ['emergency', '--email', 'envelope@school.example', '--name', 'Envelope', '--data', dir];
  const ended = await user(args, {});
  expect(ended).toMatchObject({ code: 0 });
  const code = ended.code === 0 ? String(ended.json['inviteCode']) : '';
  const store = await openStore(dir);
  const keys = await openKeys(dir);
  const people = await createPeople({
    store,
    dir,
    origin: () => 'http://localhost:8787',
    secret: keys.secretFor('people'),
    now: Date.now,
  });
  const post = (path: string, body: object) =>
    people.routes.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await post(`/invites/${code}`, { password: 'three green dolphins' })).status).toBe(200);
  expect((await post('/session', { email: 'envelope@school.example', password: 'three green dolphins' })).status).toBe(
    200,
  );
  const rows = await store.read.selectFrom('notice').select(['kind', 'tell']).execute();
  expect(rows).toEqual([{ kind: 'break-glass', tell: '["head","chair","dsl","deputy"]' }]);
  await people.close();
  await store.close();
});
