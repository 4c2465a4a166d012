import { createServer } from 'node:https';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Provider } from 'oidc-provider';
import { createSafeAsk } from '../../../server-stub/alerts/safe-ask.ts';
import { createPeople } from '../../../server-stub/people/people.ts';
import { findSchool } from '../../../server-stub/storage/schools.ts';
import { selfSigned } from '../../contract/certificate.ts';
import { makeSchool, openSchool, peopleByName, temporaryFolder } from '../school.ts';
import { cookieOf } from './school.ts';

type Account = { email: string; email_verified?: boolean; name?: string; hd?: string };
const origin = 'http://localhost:8787';

/** A real provider on this computer; whoever asks is at once the account that `who` holds. */
async function startProvider() {
  const { cert, key } = selfSigned();
  const who: { account: Account } = { account: { email: 'anna@school.example', name: 'Anna' } };
  const server = createServer({ cert, key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const issuer = `https://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'dolphin',
        client_secret: 'a secret of the school',
        redirect_uris: [`${origin}/api/auth/callback/school`],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'hd'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...who.account }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['one key of a test'] },
  });
  const callback = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      void callback(request, response);
      return;
    }
    const consent = async () => {
      const { params, session } = await provider.interactionDetails(request, response);
      const accountId = session?.accountId ?? `id of ${who.account.email}`;
      const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
      grant.addOIDCScope('openid email profile');
      const grantId = await grant.save();
      await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
    };
    void consent();
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  onTestFinished(() => server.closeAllConnections());
  return { issuer, who, cert };
}

async function withProvider(change: { domain?: string; issuer?: string; inside?: boolean } = {}) {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  vi.spyOn(console, 'info').mockReturnValue(undefined);
  const { issuer, who, cert } = await startProvider();
  const made = await makeSchool(await temporaryFolder());
  // Its own clock, for the provider has one too.
  const now = Date.now;
  const guard = { ca: cert, ...(change.inside ? {} : { isForbidden: () => false }) };
  const settings = {
    issuer: change.issuer ?? issuer,
    clientId: 'dolphin',
    clientSecret: 'a secret of the school',
    domain: change.domain ?? 'school.example',
  };
  const school = await openSchool({
    made,
    people: async (store, own, keys) => {
      const oidc = { settings: async () => settings, ask: createSafeAsk(guard) };
      const real = await createPeople({
        store,
        dir: made.dir,
        origin: () => own,
        secret: keys.secretFor('people'),
        now,
        oidc,
      });
      onTestFinished(() => real.close());
      const { personOf } = peopleByName((await findSchool(store))?.id ?? '');
      return { ...real, personOf: async (request) => (await personOf(request)) ?? real.personOf(request) };
    },
  });
  const api = (path: string, init: RequestInit = {}) => school.app.request(`${origin}/api${path}`, init);

  /** As a browser goes: to the provider, through its pages, and back. */
  async function signIn(tamper: (url: URL) => void = () => undefined) {
    const start = await api('/auth/oidc/start', { method: 'POST' });
    if (start.status !== 200) return { status: start.status, location: null, cookie: '' };
    const own = cookieOf(start);
    let url = new URL(((await start.json()) as { url: string }).url);
    const jar = new Map<string, string>();
    const { request } = await import('node:https');
    while (url.origin !== origin) {
      const at = url;
      const { location, cookies } = await new Promise<{ location: string; cookies: string[] }>((resolve, reject) => {
        const headers = { Cookie: [...jar].map((pair) => pair.join('=')).join('; ') };
        request(at, { headers, ca: cert, agent: false }, (response) => {
          response.resume();
          resolve({ location: response.headers.location ?? '', cookies: response.headers['set-cookie'] ?? [] });
        })
          .on('error', reject)
          .end();
      });
      for (const line of cookies) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
        jar.set(name, value);
      }
      if (!location) throw new Error('The provider led nowhere.');
      url = new URL(location, at);
    }
    tamper(url);
    const back = await api(url.pathname.replace('/api', '') + url.search, { headers: { Cookie: own } });
    return { status: back.status, location: back.headers.get('Location'), cookie: cookieOf(back) };
  }
  const me = async (cookie: string) => api('/me', { headers: { Cookie: cookie } });
  return { school, who, signIn, me, api };
}

it('whoever signs in for the first time is let in, sees nothing, and the administrator is told', async () => {
  const { school, signIn, me } = await withProvider();
  const { status, location, cookie } = await signIn();
  expect([status, location]).toEqual([302, '/']);
  expect(await (await me(cookie)).json()).toMatchObject({ name: 'Anna', grants: [] });
  const { notices } = (await (await school.as('admin', '/notices')).json()) as { notices: object[] };
  expect(notices).toMatchObject([{ kind: 'new-account' }]);
  const again = await signIn();
  expect(await (await me(again.cookie)).json()).toMatchObject({ name: 'Anna', grants: [] });
  expect(
    await school.store.read.selectFrom('persons').selectAll().where('email', '=', 'anna@school.example').execute(),
  ).toHaveLength(1);
});

it('whoever was invited is that person, with the roles that were given', async () => {
  const { school, signIn, me } = await withProvider();
  const added = await school.as('admin', '/people', {
    email: 'anna@school.example',
    name: 'Anna Field',
    roles: ['teacher'],
    groups: ['3A'],
  });
  const { id, inviteLink } = (await added.json()) as { id: string; inviteLink: string };
  const { cookie } = await signIn();
  expect(await (await me(cookie)).json()).toMatchObject({
    id,
    name: 'Anna Field',
    grants: [{ roles: ['teacher'], groups: ['3A'] }],
  });
  // The invitation is spent: nobody sets a password with it afterwards.
  const code = inviteLink.split('/').at(-1);
  const late = await school.app.request(`/api/invites/${code}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ password: 'three green dolphins' }),
  });
  expect(late.status).toBe(404);
  expect((await school.as('admin', `/people/${id}/leave`, {})).status).toBe(200);
  expect((await me(cookie)).status).toBe(401);
  expect((await signIn()).location).toBe('/?signin=refused');
});

it.for([
  ['of another domain', { email: 'anna@elsewhere.example' }],
  ['of a domain that only ends alike', { email: 'anna@notschool.example' }],
  ['with the school’s domain in front', { email: 'a@school.example@elsewhere.example' }],
  ['whose address is not verified', { email: 'anna@school.example', email_verified: false }],
  ['of another organisation', { email: 'anna@school.example', hd: 'elsewhere.example' }],
] as const)('an account %s is refused and leaves no person', async ([, account]) => {
  const { school, signIn, who } = await withProvider();
  who.account = { ...account };
  const before = await school.store.read.selectFrom('persons').selectAll().execute();
  const { location, cookie } = await signIn();
  expect(location).toBe('/?signin=refused');
  expect(cookie).not.toMatch(/session_token=[^;]/);
  expect(await school.store.read.selectFrom('persons').selectAll().execute()).toHaveLength(before.length);
});

it('a state or code that is not the one of this browser opens nothing', async () => {
  const { signIn } = await withProvider();
  for (const name of ['state', 'code']) {
    const { location, cookie } = await signIn((url) => url.searchParams.set(name, 'forged'));
    expect([name, location]).toEqual([name, '/?signin=refused']);
    expect(cookie).not.toMatch(/session_token=[^;]/);
  }
});

it.for([
  ['leads inside the school’s own network', { inside: true }],
  ['is not whom it says', { issuer: 'https://localhost:1/other' }],
  ['is no https', { issuer: 'http://localhost' }],
] as const)('a provider whose address %s is never asked, and passwords go on working', async ([, change]) => {
  const { signIn, api } = await withProvider(change);
  expect(await (await api('/auth/oidc')).json()).toEqual({ available: false });
  expect((await signIn()).status).toBe(503);
});
