/** 1,500 devices with a report each come back at once: the real drain cores, the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPolicy, type Policy } from '../../shared/policy.ts';
import { openSchool, type Person, type School } from '../contract/school.ts';
import { peakOf, runHerd, type Herd } from './herd.ts';

const devices = 1500;
let school: School;
let lead: Person;
let policy: Policy;
beforeAll(async () => {
  school = await openSchool();
  lead = await school.person('dsl');
  const { siteCode, publicKey } = school;
  ({ policy } = checkPolicy({ endpoint: school.server.url, siteCode, publicKey: JSON.stringify(publicKey) }));
});
afterAll(() => school.close());

function told(name: string, herd: Herd, tookMs: number): void {
  const last = Math.round(Math.max(...herd.done) / 1000);
  const rate = Math.round(devices / (tookMs / 1000));
  console.log(
    `${name}: ${herd.requests.length} requests of ${devices} devices, at most ${peakOf(herd.requests)} a second, last after ${last} s; ran in ${Math.round(tookMs / 1000)} s (${rate} devices/s)`,
  );
}

describe('a school that comes back at once', () => {
  it('is served by a server that takes twenty requests a second, without a crush and without loss', async () => {
    const began = performance.now();
    const herd = await runHerd(devices, policy, { perSecond: 20, retryAfter: '10' }, Math.random);
    told('20 requests a second', herd, performance.now() - began);
    expect(herd.done).toHaveLength(devices);
    expect(herd.requests.length).toBeLessThanOrEqual(1.1 * devices);
    expect(peakOf(herd.requests)).toBeLessThanOrEqual(40);
    expect(Math.max(...herd.done)).toBeLessThanOrEqual(300_000);
    const kept = new Set((await lead.reports()).map(({ id }) => id));
    expect(herd.ids.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('asks an unlimited server once a device', async () => {
    const began = performance.now();
    const herd = await runHerd(devices, policy, { perSecond: Infinity, retryAfter: '10' }, Math.random);
    told('no limit', herd, performance.now() - began);
    expect(herd.done).toHaveLength(devices);
    expect(herd.requests).toHaveLength(devices);
  });
}, 300_000);
