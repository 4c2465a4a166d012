/** How people's routes describe themselves in /openapi.json. */
import type { MiddlewareHandler } from 'hono';
import type * as v from 'valibot';
import { describe as describeAny, json } from '../http/describe.ts';

type Description = {
  summary: string;
  body?: v.GenericSchema;
  /** What 200 carries; without it the route answers 204. */
  answer?: v.GenericSchema;
  /** Statuses of refusals and when they come. */
  refusals: Readonly<Record<number, string>>;
  /** Open to those who are not signed in. */
  open?: true;
};

export function describe({ body, answer, ...rest }: Description): MiddlewareHandler {
  return describeAny({
    ...rest,
    tag: 'staff',
    ...(body ? { body: json(body) } : {}),
    answers: answer ? { 200: ['Done', json(answer)] } : { 204: ['Done'] },
  });
}
