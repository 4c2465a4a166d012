/** A school with one press, and what people append to its incident. */
import { expect } from 'vitest';
import { verify } from '../../../server-stub/commands/verify.ts';
import type { IncidentView } from '../../../shared/incident-api.ts';
import { openSchool, type OpenSchool } from '../school.ts';
import { pressOf } from '../sealed-report.ts';

export const marker = 'https://marker-4711.test/secret-path?child=Marker';
export const child = 'Marker Childname';

export async function pressed(members = {}, profile = 'whitwell') {
  const school = await openSchool({ profile });
  const press = pressOf({ url: marker, group: '3A', room: 'R4', ...members });
  await school.deliver(press);
  return { school, press, id: press.id, ...acts(school, press.id) };
}
export function acts(school: OpenSchool, id: string) {
  const append = (who: string, event: object) => school.as(who, `/incidents/${id}/events`, event);
  return {
    append,
    must: async (who: string, event: object) => {
      const answer = await append(who, event);
      expect([event, answer.status, answer.status === 201 ? '' : await answer.text()]).toEqual([event, 201, '']);
    },
    refused: async (who: string, event: object, status: number) => {
      const answer = await append(who, event);
      expect([event, answer.status]).toEqual([event, status]);
      return ((await answer.json()) as { detail: string }).detail;
    },
    view: async (who = 'dsl') =>
      ((await (await school.as(who, `/incidents/${id}`)).json()) as { incident: IncidentView }).incident,
  };
}
export const whole = (school: OpenSchool) => verify(['--data', school.dir], {});
