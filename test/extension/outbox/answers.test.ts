/** Every answer of the delivery notes, over a real loopback connection: kept until one is right. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDevice, drainByAlarm, dump, press, type Device } from './rig.ts';
import { createSchool, listen, policyOf, problem, type School, type Script } from './school.ts';

const minute = 60_000;
const hour = 60 * minute;
let device: Device;
let school: School;
let endpoint: string;

beforeEach(async () => {
  device = createDevice();
  school = createSchool();
  const server = await listen(school);
  onTestFinished(server.close);
  ({ endpoint } = server);
  device.policy.now = policyOf(endpoint);
});

const html = '<!doctype html><title>Log in to SchoolGuest</title>';
const page = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(html, { status, headers: { 'content-type': 'text/html', ...headers } });

/** `waitMs`: the next try is at least so far away. */
type Row = [name: string, script: Script, state: string, lastError: string, waitMs: number];

const wrong =
  (change: Record<string, unknown>): Script =>
  (post) =>
    school.accept(post, change);
const answers: Row[] = [
  ['a connection cut after the body was read', () => new Response(null, { status: 599 }), 'READY', 'network', 30_000],
  ['another id', wrong({ id: '00000000-0000-4000-8000-000000000000' }), 'READY', 'answer 201', 30_000],
  ['another digest', wrong({ digest: 'A'.repeat(43) }), 'READY', 'answer 201', 30_000],
  ['a forged proof', wrong({ proof: 'A'.repeat(43) }), 'READY', 'proof 201', 30_000],
  ['a proof of told: true under told: false', wrong({ told: false }), 'READY', 'proof 201', 30_000],
  ['no proof', wrong({ proof: undefined }), 'HELD', 'unproved 201', 15 * minute],
  ['a page in place of an answer', () => page(200), 'READY', 'answer 200', 30_000],
  ['half an answer', () => new Response('{"id":"', { status: 201 }), 'READY', 'answer 201', 30_000],
  ['far too long an answer', () => new Response('x'.repeat(1_000_000)), 'READY', 'answer 200', 30_000],
  ['nothing at all', () => new Response(null, { status: 204 }), 'READY', 'answer 204', 30_000],
  ['202', () => Response.json({}, { status: 202 }), 'READY', 'answer 202', 30_000],
  ['a way to a login page', () => page(302, { location: '/login' }), 'READY', 'redirect 302', 30_000],
  ['a way elsewhere that keeps the method', () => page(307, { location: '/x' }), 'READY', 'redirect 307', 30_000],
  ['408', () => problem(408), 'READY', 'busy 408', 30_000],
  ['425', () => problem(425), 'READY', 'busy 425', 30_000],
  ['500', () => page(500), 'READY', 'server 500', 30_000],
  ['502 of a proxy', () => page(502), 'READY', 'server 502', 30_000],
  ['503', () => problem(503), 'READY', 'server 503', 30_000],
  ['503 with seconds', () => problem(503, { 'retry-after': '600' }), 'READY', 'busy 503', 10 * minute],
  ['507', () => page(507), 'READY', 'server 507', 30_000],
  ['511 of a portal', () => page(511), 'READY', 'server 511', 30_000],
  ['429', () => problem(429), 'READY', 'busy 429', 30_000],
  ['429 with seconds', () => problem(429, { 'retry-after': '120' }), 'READY', 'busy 429', 2 * minute],
  ['429 with a year', () => problem(429, { 'retry-after': '31536000' }), 'READY', 'busy 429', 6 * hour],
  ['429 with nonsense', () => problem(429, { 'retry-after': 'soon' }), 'READY', 'busy 429', 30_000],
  ['401', () => problem(401), 'READY', 'refused 401', 15 * minute],
  ['403 of a filter', () => page(403), 'READY', 'refused 403', 15 * minute],
  ['404', () => page(404), 'READY', 'refused 404', 15 * minute],
  ['405', () => page(405), 'READY', 'refused 405', 15 * minute],
  ['410', () => page(410), 'READY', 'refused 410', 15 * minute],
  ['421', () => page(421), 'READY', 'refused 421', 15 * minute],
  ['400 of the server', () => problem(400), 'QUARANTINED', 'rejected 400', 24 * hour],
  ['413 of the server', () => problem(413), 'QUARANTINED', 'rejected 413', 24 * hour],
  ['415 of the server', () => problem(415), 'QUARANTINED', 'rejected 415', 24 * hour],
  ['422 of the server', () => problem(422), 'QUARANTINED', 'rejected 422', 24 * hour],
  ['400 of a proxy', () => page(400), 'READY', 'answer 400', 30_000],
  ['413 of a proxy', () => page(413), 'READY', 'answer 413', 30_000],
  ['418', () => page(418), 'READY', 'answer 418', 30_000],
];

describe('a report answered with', () => {
  it.each(answers)('%s is kept, and delivered when the server is right again', async (_name, script, ...expected) => {
    const [state, lastError, waitMs] = expected;
    const outbox = device.boot(fetch);
    const capture = press(device);
    await outbox.keepPress(capture);
    // Past its quick tries, so that one drain is one try.
    device.clock.now += 2 * minute;
    school.follow(script);
    await outbox.drain('alarm');

    // Not always one: a fetch repeats a 421 by itself.
    const posts = school.posts.length;
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'kept', told: false });
    const { reports } = await dump();
    expect(reports).toMatchObject([{ id: capture.id, state, attempts: 1, maybeDelivered: true }]);
    expect(await outbox.health()).toMatchObject({ lastError });
    expect(device.alarms.at(-1)! - device.clock.now).toBeGreaterThanOrEqual(waitMs);
    await outbox.drain('alarm');
    expect(school.posts).toHaveLength(posts);

    school.follow(undefined);
    device.clock.now = device.alarms.at(-1)!;
    await drainByAlarm(device, outbox, 3);
    expect(await outbox.deliveryOf(capture.id)).toMatchObject({ state: 'delivered', told: true });
    expect(school.stored.size).toBe(1);
    const own = school.posts.filter(({ headers }) => headers.get('idempotency-key') === `"${capture.id}"`);
    expect(new Set(own.map(({ body }) => body)).size).toBe(1);
    // What was set aside for a technician is told to the school too, once.
    const words = [...school.words.values()].map(({ report }) => report);
    const word = { kind: 'follow-up', pressId: capture.id, incident: { what: 'quarantine', why: lastError, seq: 1 } };
    expect(words).toMatchObject(state === 'QUARANTINED' ? [word] : []);
  });

  it('a page that never ends is cut off and counted as no answer', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (stream) => stream.enqueue(new Uint8Array(60_000).fill(0x20)),
    });
    const outbox = device.boot(async () => new Response(endless));
    await outbox.keepPress(press(device));
    device.clock.now += 2 * minute;
    await outbox.drain('alarm');
    expect(await outbox.health()).toMatchObject({ waiting: 1, lastError: 'answer 200' });
  });

  it('409 is asked again soon, without a pause for the others', async () => {
    const outbox = device.boot(fetch);
    const [stuck, free] = [press(device), press(device)];
    await outbox.keepPress(stuck);
    device.clock.now += 1;
    await outbox.keepPress(free);
    device.clock.now += 2 * minute;
    school.follow(({ headers }) =>
      headers.get('idempotency-key') === `"${stuck.id}"` ? problem(409, { 'retry-after': '2' }) : undefined,
    );
    await outbox.drain('alarm');
    expect([...school.stored.keys()]).toEqual([free.id]);
    school.follow(undefined);
    device.clock.now += 4000;
    await outbox.drain('alarm');
    expect(school.stored.size).toBe(2);
  });

  it('Retry-After as a date is judged by the clock of the server', async () => {
    const outbox = device.boot(fetch);
    await outbox.keepPress(press(device));
    device.clock.now += 2 * minute;
    // The server's clock is ten years behind the device's.
    const now = '2016-11-20T10:00:00.000Z';
    school.follow(() => problem(429, { 'retry-after': 'Sun, 20 Nov 2016 10:10:00 GMT', 'x-now': now }));
    await outbox.drain('alarm');
    const waitMs = device.alarms.at(-1)! - device.clock.now;
    expect(waitMs).toBeGreaterThanOrEqual(10 * minute);
    expect(waitMs).toBeLessThanOrEqual(20 * minute);
  });
});

describe('a server that refuses', () => {
  it('gets one trial record and not the whole queue, and all of it once it is right', async () => {
    const outbox = device.boot(fetch);
    for (let n = 0; n < 10; n += 1) await outbox.keepPress(press(device));
    device.clock.now += 2 * minute;
    school.follow(() => problem(401));
    for (let n = 0; n < 120; n += 1) {
      await outbox.drain('alarm');
      device.clock.now += 30_000;
    }
    expect(school.posts.length).toBeLessThanOrEqual(4);
    expect(await outbox.health()).toMatchObject({ held: 10, waiting: 0, lastError: 'refused 401' });
    school.follow(undefined);
    await drainByAlarm(device, outbox, 5);
    expect(school.stored.size).toBe(10);
  });

  it('is asked anew at once when the policy changes', async () => {
    const outbox = device.boot(fetch);
    await outbox.keepPress(press(device));
    school.follow(({ headers }) => (headers.get('authorization') === 'Bearer right' ? undefined : problem(401)));
    await outbox.drain('press');
    device.policy.now = policyOf(endpoint, { siteCode: 'right' });
    await outbox.drain('policy');
    expect(school.stored.size).toBe(1);
  });

  it('is asked anew at once when a technician wants it', async () => {
    const outbox = device.boot(fetch);
    await outbox.keepPress(press(device));
    school.follow(() => problem(413));
    await outbox.drain('press');
    expect(await outbox.health()).toMatchObject({ quarantined: 1 });
    school.follow(undefined);
    await outbox.drain('retry');
    expect(school.stored.size).toBe(1);
  });

  it('one report again and again does not hold up the others', async () => {
    const outbox = device.boot(fetch);
    const captures = Array.from({ length: 6 }, () => press(device));
    for (const capture of captures) {
      await outbox.keepPress(capture);
      device.clock.now += 1;
    }
    device.clock.now += 2 * minute;
    school.follow(({ headers }) =>
      headers.get('idempotency-key') === `"${captures[0]!.id}"` ? problem(500) : undefined,
    );
    await drainByAlarm(device, outbox, 10);
    expect(school.stored.size).toBe(5);
    expect(await outbox.deliveryOf(captures[0]!.id)).toMatchObject({ state: 'kept' });
  });
});
