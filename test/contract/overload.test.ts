/** Contract §2, 503: what nobody can vouch for is bounded; the school's own reports always come through. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headersOf, isProven, pressOf, type Receipt } from './device.ts';
import { openSchool, refusalOf, type School } from './school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

it('a flood without a site code ends in 503 with Retry-After, while the school’s devices are served', async () => {
  const { body, ...press } = await school.seal(pressOf());
  const flood = async (): Promise<Response | undefined> => {
    for (let count = 0; count < 200; count += 1) {
      const { id } = pressOf();
      // Sealed for another id: well-formed, opened, and nobody's.
      const headers = headersOf({ ...press, body, id }, '', { Authorization: '' });
      const answer = await school.call('/v1/reports', { method: 'POST', body, headers });
      if (answer.status !== 201) return answer;
      await answer.arrayBuffer();
    }
    return undefined;
  };
  const ends = await Promise.all(Array.from({ length: 10 }, flood));
  const refused = ends.find((answer) => answer !== undefined);
  if (!refused) throw new Error('The flood met no bound.');
  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(refused.headers.get('Access-Control-Expose-Headers')).toMatch(/Retry-After/i);
  expect(await refusalOf(refused)).toMatchObject({ status: 503, type: 'application/problem+json' });
  const { sealed, receipt } = await school.deliver(pressOf());
  expect([receipt.told, isProven(sealed, receipt)]).toEqual([true, true]);
  const again = (await (await school.send(sealed, { Authorization: '' })).json()) as Receipt;
  expect(again.status).toBe('duplicate');
});
