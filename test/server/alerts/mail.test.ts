import { describe, expect, it } from 'vitest';
import { createMailer } from '../../../server-stub/alerts/mail.ts';
import { defang } from '../../../server-stub/alerts/url-mail.ts';
import { openSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';
import { startMailServer } from './mail-server.ts';

const mail = { to: 'net@people.example', subject: 's', text: 't', messageId: '<id-1@dolphin.example>' };
const from = 'Dolphin <dolphin@school.example>';
const url = 'https://marker-4711.test/bad/page?x=1';

async function whitwell(options: Parameters<typeof startMailServer>[0] = {}, profile = 'whitwell') {
  const server = await startMailServer(options);
  const send = createMailer({ url: server.url, from, tls: server.tls });
  const school = await openSchool({ profile, mailer: () => async () => send });
  await school.employ('net', ['network']);
  await school.employ('dsl', ['dsl']);
  await school.employ('technician', ['technician']);
  const press = pressOf({ url, others: ['https://two.test/'], group: 'Marker3A', room: 'MarkerRoom' });
  await school.deliver(press);
  await school.pass(1);
  const chain = async (like: string) =>
    (await school.store.read.selectFrom('audit').selectAll().where('kind', 'like', like).orderBy('seq').execute()).map(
      ({ kind, payload }) => ({ kind, ...(JSON.parse(payload) as Record<string, unknown>) }),
    );
  const received = () => server.received.filter(({ to }) => to.includes('net@people.example'));
  return { school, press, chain, received, path: `/reports/${press.id}` };
}

describe('a mail', () => {
  it('goes over TLS, and not at all without it', async () => {
    const good = await startMailServer();
    expect(await createMailer({ url: good.url, from, tls: good.tls })(mail)).toMatchObject({ ok: true });
    expect(good.received).toHaveLength(1);
    const bare = await startMailServer({ tls: false });
    expect(await createMailer({ url: bare.url, from, tls: bare.tls })(mail)).toMatchObject({ ok: false });
    expect(bare.received).toEqual([]);
    // A certificate that nobody vouches for is as good as none.
    expect(await createMailer({ url: good.url, from })(mail)).toMatchObject({ ok: false });
    expect(good.received).toHaveLength(1);
  });
});

describe('the address of an unsuitable page', () => {
  it('goes to the network manager once a person said so: harmless, and with nothing of a child', async () => {
    const { school, path, received, chain } = await whitwell();
    expect(received()).toEqual([]);
    await school.as('teacher', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.as('dsl', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.pass(1);
    const [only, ...more] = received();
    expect(more).toEqual([]);
    expect(only?.text).toMatch(/hxxps:\/\/marker-4711\[\.\]test\/bad\/page\?(=\r?\n)?x=3D1/);
    expect(only?.text).toMatch(/DO NOT OPEN IT/);
    expect(only?.text).not.toMatch(/https:\/\/marker|Marker3A|MarkerRoom|two\.test|teacher/);
    const [sent] = await chain('mail.%');
    const messageId = /^Message-ID: (.*)$/im.exec(only?.text ?? '')?.[1]?.trim();
    expect(sent).toMatchObject({ kind: 'mail.sent', to: 'network', messages: [{ messageId, sent: true }] });
    expect(JSON.stringify(await chain('%'))).not.toContain('4711');
  });

  it('goes nowhere after "Nothing unsuitable", and nowhere where the profile does not ask for it', async () => {
    const dismissed = await whitwell();
    await dismissed.school.as('teacher', `${dismissed.path}/outcome`, { outcome: 'nothing-unsuitable' });
    await dismissed.school.pass(2);
    expect(dismissed.received()).toEqual([]);
    const other = await whitwell({}, 'buxworth');
    await other.school.as('teacher', `${other.path}/outcome`, { outcome: 'unsuitable' });
    await other.school.pass(2);
    expect(other.received()).toEqual([]);
  });

  it.for([
    ['suspected', { kind: 'illegal.suspected' }],
    ['told to the lead', undefined],
  ] as const)('never goes when it is locked: %s', async ([, event]) => {
    const { school, press, path, received, chain } = await whitwell();
    if (event) await school.as('teacher', `/incidents/${press.id}/events`, event);
    else await school.as('teacher', `${path}/escalate`, {});
    await school.as('teacher', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.pass(60);
    expect(
      received()
        .map(({ text }) => text)
        .join(''),
    ).not.toMatch(/4711|unsuitable page/);
    expect(await chain('mail.%')).toEqual([expect.objectContaining({ kind: 'mail.withheld', why: 'locked' })]);
  });

  it('of the page that an adult chose is the one that goes', async () => {
    const { school, press, path, received } = await whitwell();
    await school.as('teacher', `/incidents/${press.id}/events`, { kind: 'page.chosen', page: 1 });
    await school.as('teacher', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.pass(1);
    expect(received()[0]?.text).toMatch(/two\[\.\]test/);
    expect(received()[0]?.text).not.toContain('4711');
  });

  it('that bounces is on record and raises an alarm', async () => {
    const { school, path, chain } = await whitwell({ refuse: (to) => (to.startsWith('net@') ? 550 : undefined) });
    await school.as('teacher', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.pass(2);
    expect(await chain('mail.%')).toMatchObject([{ kind: 'mail.bounced', messages: [{ sent: false, result: '550' }] }]);
    expect((await school.told()).at(-1)).toEqual([expect.stringMatching(/^alarm/), ['dsl', 'technician']]);
  });

  it('that is put off by the mail server is tried again until it goes', async () => {
    let busy = 2;
    const { school, path, received } = await whitwell({
      refuse: (to) => (to.startsWith('net@') && busy-- > 0 ? 451 : undefined),
    });
    await school.as('teacher', `${path}/outcome`, { outcome: 'unsuitable' });
    await school.pass(1);
    expect(received()).toEqual([]);
    await school.pass(30);
    expect(received()).toHaveLength(1);
  });
});

it.each([
  ['https://a.test/x', 'hxxps://a[.]test/x'],
  ['http://user@a.test:8080/', 'hxxp://user[@]a[.]test:8080/'],
  ['ftp://a.test', 'ftp[:]//a[.]test'],
  ['javascript:alert(1)', 'javascript[:]alert(1)'],
  ['https://a.test/\r\nBcc: x@y.test', 'hxxps://a[.]test/??Bcc: x[@]y[.]test'],
  ['https://a.test/\u202egnp.exe', 'hxxps://a[.]test/?gnp[.]exe'],
])('%j in a mail is %j', (given, shown) => {
  expect(defang(given)).toBe(shown);
});
