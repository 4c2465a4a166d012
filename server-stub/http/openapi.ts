/** Owns /openapi.json: the routes as they describe themselves, and what lies inside a sealed report. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { Hono } from 'hono';
import { openAPIRouteHandler } from 'hono-openapi';
import * as v from 'valibot';
import { reportSchema } from '../../shared/report.ts';
import { describe } from './describe.ts';

export function serveDescription(app: Hono): void {
  app.get(
    '/openapi.json',
    describe({
      summary: 'This description',
      tag: 'server',
      open: true,
      answers: { 200: ['OpenAPI 3.1', { type: 'application/json', schema: v.looseObject({}) }] },
    }),
    openAPIRouteHandler(app, {
      includeEmptyPaths: true,
      excludeStaticFile: false,
      excludeMethods: ['OPTIONS', 'HEAD'],
      documentation: {
        openapi: '3.1.0',
        info: {
          title: 'Dolphin report server',
          version: '1',
          description: 'What devices hand in and what staff see and do. Refusals are problem details (RFC 9457).',
        },
        tags: [
          { name: 'devices', description: 'The wire between extension and server' },
          {
            name: 'staff',
            description: 'Reports, as each role may see them; accounts, sessions and connected browsers',
          },
          { name: 'server', description: 'The server itself' },
        ],
        components: {
          securitySchemes: {
            session: {
              type: 'apiKey',
              in: 'cookie',
              name: 'dolphin.session_token',
              description: 'Set at sign-in; over https its name begins with __Secure-',
            },
            bearer: { type: 'http', scheme: 'bearer', description: 'The token of a session or of a connected browser' },
            siteCode: { type: 'http', scheme: 'bearer', description: 'The site code of the devices’ policy' },
            statusKey: { type: 'http', scheme: 'bearer', description: 'The key derived from a press’s own statusKey' },
          },
          schemas: { SealedReport: withoutDialect(toJsonSchema(reportSchema, { errorMode: 'ignore' })) },
        },
        security: [{ session: [] }, { bearer: [] }],
      },
    }),
  );
}

/** OpenAPI 3.1 states the dialect once for the whole document. */
function withoutDialect(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));
}
