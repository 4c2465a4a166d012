/** Contract §2, `POST /v1/reports`: every line of its table. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, headersOf, isProven, padded, pressOf, sealBytes, sealedAs, type Receipt } from './device.ts';
import { sealByHand } from './seal-by-hand.ts';
import { openSchool, refusalOf, type Person, type School } from './school.ts';

let school: School;
let lead: Person;
beforeAll(async () => {
  school = await openSchool();
  lead = await school.person('dsl');
});
afterAll(() => school.close());

const receiptOf = async (answer: Response) => (await answer.json()) as Receipt;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const urlOf = async (id: string) => (await lead.reports()).find((report) => report.id === id)?.['url'];

describe('a report', () => {
  it('is answered 201 with all that its device checks', async () => {
    const sealed = await school.seal(pressOf());
    const answer = await school.send(sealed);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([201, 'application/json']);
    const receipt = await receiptOf(answer);
    expect(receipt).toEqual({
      id: sealed.id,
      digest: sealed.digest,
      status: 'stored',
      receivedAt: expect.stringMatching(instant) as string,
      now: expect.stringMatching(instant) as string,
      told: true,
      proof: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(isProven(sealed, receipt)).toBe(true);
  });

  it('may be sealed by anyone who keeps to the standards, with party names too', async () => {
    for (const parties of [{}, { apu: 'ZGV2aWNl', apv: 'c2Nob29s' }]) {
      const press = pressOf();
      const sealed = sealedAs(press, sealByHand(padded(press), school.publicKey, parties));
      const receipt = await receiptOf(await school.send(sealed));
      expect([receipt.told, isProven(sealed, receipt)]).toEqual([true, true]);
    }
  });

  it('is answered 200 with the first time, however often it comes again', async () => {
    const sealed = await school.seal(pressOf());
    const first = await receiptOf(await school.send(sealed));
    for (const more of [{}, { 'Dolphin-Attempt': '9' }, { Authorization: '' }, { Authorization: 'Bearer other' }]) {
      const answer = await school.send(sealed, more);
      const again = await receiptOf(answer);
      expect(answer.status).toBe(200);
      expect(again).toEqual({ ...first, status: 'duplicate', now: again.now });
    }
  });

  it('that comes twenty times at once is stored once', async () => {
    const sealed = await school.seal(pressOf());
    const answers = await Promise.all(Array.from({ length: 20 }, () => school.send(sealed)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status, headers }) => status < 300 || (status === 409 && headers.has('Retry-After')))).toBe(
      true,
    );
    const receipts = await Promise.all(answers.filter(({ ok }) => ok).map(receiptOf));
    expect(new Set(receipts.map(({ receivedAt }) => receivedAt)).size).toBe(1);
  });

  it('is not replaced by another body under its id: 422, and the first stays', async () => {
    const press = pressOf({ url: 'https://first.test/' });
    const first = await school.deliver(press);
    const other = await school.seal({ ...press, url: 'https://second.test/' });
    expect(await refusalOf(await school.send(other))).toMatchObject({ status: 422, type: 'application/problem+json' });
    expect(await urlOf(press.id)).toBe('https://first.test/');
    expect((await receiptOf(await school.send(first.sealed))).receivedAt).toBe(first.receipt.receivedAt);
  });

  it('racing another body under its id: one is stored, the other refused', async () => {
    const press = pressOf();
    const both = await Promise.all([school.seal(press), school.seal(press)]);
    const answers = await Promise.all(both.map((sealed) => school.send(sealed)));
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 422]));
  });

  it.for([0, 1024, 2048, 4096, 8192, 16384, 5000, 40_000])('padded to %i bytes is taken', async (size) => {
    const { receipt, sealed } = await school.deliver(pressOf());
    expect(isProven(sealed, receipt)).toBe(true);
    const answer = await school.send(await school.seal(pressOf(), size));
    expect([answer.status, (await receiptOf(answer)).told]).toEqual([201, true]);
  });

  it('with members that nobody knows yet is taken whole', async () => {
    const unknown = { future: { deep: [1, null, 'x'] }, constructor: 1, toString: 'no', '': '' };
    const { receipt } = await school.deliver(pressOf(unknown));
    expect(receipt.told).toBe(true);
    const answer = await school.send(
      sealedAs(
        pressOf(),
        await sealBytes(
          Buffer.from(JSON.stringify(pressOf()).replace('{', '{"__proto__":{"kind":"follow-up"},')),
          school.publicKey,
        ),
      ),
    );
    expect(answer.status).toBe(201);
  });

  it('with many other tabs is a report like any other', async () => {
    const others = Array.from({ length: 40 }, (_, index) => `https://tab.test/${index}`);
    const press = pressOf({ others });
    expect((await school.deliver(press)).receipt.told).toBe(true);
    const view = (await lead.reports()).find(({ id }) => id === press.id);
    expect(view?.['others']).toEqual(others);
  });

  it('posted 10,000 times is one', async () => {
    const press = pressOf({ device: 'Ten thousand' });
    const sealed = await school.seal(press);
    let left = 10_000;
    const statuses = new Map<number, number>();
    const post = async () => {
      while (left > 0) {
        left -= 1;
        const answer = await school.send(sealed);
        await answer.arrayBuffer();
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 40 }, post));
    expect(statuses.get(201)).toBe(1);
    expect((statuses.get(200) ?? 0) + (statuses.get(409) ?? 0)).toBe(9999);
    expect((await lead.reports()).filter(({ device }) => device === 'Ten thousand')).toHaveLength(1);
  });
});

describe('what cannot be a report is refused', () => {
  const secret = 'https://canary.test/4711';
  const changed = (body: string, change: (header: Record<string, unknown>) => object) => {
    const [header = '', ...rest] = body.split('.');
    const old = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
    return [Buffer.from(JSON.stringify(change(old))).toString('base64url'), ...rest].join('.');
  };
  const cases: [string, number, (body: string) => { body?: string; headers?: Record<string, string> }][] = [
    ['without a type', 415, () => ({ headers: { 'Content-Type': '' } })],
    ['as JSON', 415, () => ({ headers: { 'Content-Type': 'application/json' } })],
    ['as a type that only begins like ours', 415, () => ({ headers: { 'Content-Type': 'application/jose+json' } })],
    ['without an id', 400, () => ({ headers: { 'Idempotency-Key': '' } })],
    ['with an id that is an address', 400, () => ({ headers: { 'Idempotency-Key': `"${secret}"` } })],
    ['with an id of another version', 400, () => ({ headers: { 'Idempotency-Key': `"${v1}"` } })],
    ['with another digest', 400, () => ({ headers: { 'Dolphin-Digest': `sha-256=${digestOf(secret)}` } })],
    ['in clear', 400, () => ({ body: JSON.stringify(pressOf({ url: secret })) })],
    ['empty', 400, () => ({ body: '' })],
    ['cut short', 400, (body) => ({ body: body.split('.').slice(0, 3).join('.') })],
    ['of many dots', 400, () => ({ body: '.'.repeat(60_000) })],
    ['with another algorithm', 400, (body) => ({ body: changed(body, (old) => ({ ...old, alg: 'RSA-OAEP' })) })],
    ['with no encryption', 400, (body) => ({ body: changed(body, (old) => ({ ...old, enc: 'none' })) })],
    ['with compression', 400, (body) => ({ body: changed(body, (old) => ({ ...old, zip: 'DEF' })) })],
    ['with another content type inside', 400, (body) => ({ body: changed(body, (old) => ({ ...old, cty: 'JWT' })) })],
    ['with an address in its header', 400, (body) => ({ body: changed(body, (old) => ({ ...old, url: secret })) })],
    ['longer than 64 KiB', 413, (body) => ({ body: body + 'A'.repeat(64 * 1024) })],
    ['of a megabyte', 413, (body) => ({ body: body + 'A'.repeat(1024 * 1024) })],
  ];
  const v1 = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

  it.for(cases)('%s: %i with a plain sentence', async ([, status, make]) => {
    const sealed = await school.seal(pressOf({ url: secret }));
    const { body = sealed.body, headers = {} } = make(sealed.body);
    const answer = await school.send({ ...sealed, body, digest: digestOf(body) }, headers);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const refusal = await refusalOf(answer);
    expect(refusal).toEqual({
      status,
      type: 'application/problem+json',
      detail: expect.stringMatching(/^[A-Z][^<>{}]*\.$/) as string,
    });
    expect(refusal.detail).not.toMatch(/canary|4711/);
  });

  it('as a stream that never says how long it is', async () => {
    const sealed = await school.seal(pressOf());
    // A connection of its own: what is not read of the stream ends it.
    const endless = request(`${school.server.url}/v1/reports`, {
      method: 'POST',
      agent: false,
      headers: headersOf(sealed, school.siteCode),
    });
    endless.on('error', () => undefined);
    for (let chunks = 0; chunks < 20; chunks += 1) endless.write('A'.repeat(16 * 1024));
    const [answer] = (await once(endless, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    endless.destroy();
  });

  it('but the longest that can be one is taken', async () => {
    const press = pressOf();
    let size = 48 * 1024;
    let sealed = await school.seal(press, size);
    while (sealed.body.length > 64 * 1024) sealed = await school.seal(press, (size -= 16));
    expect(sealed.body.length).toBeGreaterThan(65_500);
    expect((await school.send(sealed)).status).toBe(201);
  });

  it('and nothing of it is kept or written down', async () => {
    const kept = await lead.reports();
    expect(kept.filter((report) => JSON.stringify(report).includes('canary'))).toEqual([]);
    expect(school.server.said()).not.toMatch(/canary|4711|https:|\bat /);
    const id = randomUUID();
    expect((await lead.call(`/reports/${id}`)).status).toBe(404);
  });
});
