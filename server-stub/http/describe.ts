/** Owns how a route of ours describes itself in /openapi.json. */
import type { MiddlewareHandler } from 'hono';
import { describeRoute, resolver } from 'hono-openapi';
import type * as v from 'valibot';
import { problemSchema } from '../../shared/answer.ts';

type Media = { type: string; schema?: v.GenericSchema };

type Description = {
  summary: string;
  tag: 'devices' | 'staff' | 'server';
  body?: Media & { optional?: true };
  /** By status: what it means, and what it carries. */
  answers: Readonly<Record<number, readonly [meaning: string, content?: Media]>>;
  refusals?: Readonly<Record<number, string>>;
  parameters?: readonly { name: string; in: 'query' | 'header'; required?: true; description: string }[];
  /** Open to those who are not signed in. */
  open?: true;
  /** A device's key instead of a session; `siteCode` may be missing, and nothing is refused for it. */
  key?: 'siteCode' | 'statusKey';
};

// Checks that JSON Schema has no words for are left out of the description; the routes check them all the same.
const loosely = { options: { errorMode: 'ignore' } } as const;

function contentOf({ type, schema }: Media) {
  return { content: { [type]: { schema: schema ? resolver(schema, loosely) : { type: 'string' as const } } } };
}

/** What every route that takes JSON may answer; a route's own words go before these. */
const jsonRefusals = { 400: 'Not such a request', 413: 'Too long', 415: 'Not JSON' } as const;

export function describe(route: Description): MiddlewareHandler {
  const { summary, tag, body, answers, parameters = [], open, key } = route;
  const refusals = { ...(body?.type === 'application/json' ? jsonRefusals : {}), ...route.refusals };
  return describeRoute({
    summary,
    tags: [tag],
    ...(open ? { security: [] } : {}),
    ...(key ? { security: [{ [key]: [] }, ...(key === 'siteCode' ? [{}] : [])] } : {}),
    ...(body ? { requestBody: { required: body.optional !== true, ...contentOf(body) } } : {}),
    parameters: parameters.map((parameter) => ({ ...parameter, schema: { type: 'string' as const } })),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, [description, content]]) => [
          status,
          { description, ...(content ? contentOf(content) : {}) },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, ...contentOf({ type: 'application/problem+json', schema: problemSchema }) },
        ]),
      ),
    },
  });
}

/** JSON of a schema. */
export function json(schema: v.GenericSchema): Media {
  return { type: 'application/json', schema };
}
