/** The server as one application: this file puts its routes together and decides what every answer has in common. */
import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as v from 'valibot';
import { markPresent } from '../alerts/here.ts';
import { updatesPath } from '../deploy/deployment.ts';
import { serverVersion } from '../devices/server-version.ts';
import { createSignatures } from '../devices/signature.ts';
import type { Feed } from '../incidents/feed.ts';
import type { Intake } from '../incidents/intake.ts';
import type { Desk } from '../incidents/list.ts';
import { statusOf } from '../incidents/status.ts';
import type { Person } from '../people/person.ts';
import type { People } from '../people/people.ts';
import type { Rules } from '../profiles/load.ts';
import type { Ledger } from '../retention/ledger.ts';
import { getSetting } from '../storage/schools.ts';
import { say } from '../text/say.ts';
import { accessRequestRoutes } from './access-request-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { concernRoutes } from './concern-routes.ts';
import { consoleFiles } from './console-files.ts';
import { dayPassRoutes } from './day-pass-routes.ts';
import { describe, json } from './describe.ts';
import { feedRoutes } from './feed-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { fleetRoutes } from './fleet-routes.ts';
import { deviceCors, securityHeaders } from './headers.ts';
import { serveDescription } from './openapi.ts';
import { peopleRoutes } from './people-routes.ts';
import { problem } from './problem.ts';
import { incidentRoutes } from './incident-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { mailGatewayRoute, urlMailRoute } from './mail-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import { reportIntakeRoutes } from './report-intake-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { sameOrigin } from './same-origin.ts';
import { signedIn, type SignedIn } from './signed-in.ts';
import { staffRoutes } from './staff-routes.ts';
import { statusRoutes } from './status-routes.ts';
import { updateFile } from './update-files.ts';

export type AppParts = {
  desk: Desk;
  intake: Intake;
  feed: Feed;
  people: Pick<People, 'routes' | 'personOf' | 'nameOf'>;
  /** The school's profile, with its contacts and checklists. */
  rules: Rules;
  /** The server's origin as pages see it. */
  origin: () => string;
  /** Folder of the built staff pages. */
  consoleFolder: string;
  /** Folder of the packed extension; without it nothing is given out at /updates/. */
  updatesFolder?: string;
  /** Where a request comes from, for bounding what cannot be verified; never logged. */
  addressOf?: (c: Context) => string;
  /** One line for the operator; it never holds an address, a key or a body. */
  log: (line: string) => void;
  /** Aborted when the server closes. */
  closing: AbortSignal;
  /** Where it is written down what was erased. */
  ledger?: Ledger;
  secure?: boolean;
  /** Serve one side alone. */
  only?: 'devices' | 'staff';
  uuid?: () => string;
};

export function createApp(parts: AppParts): Hono {
  const { desk, only, updatesFolder, secure = false } = parts;
  const app = new Hono();
  app.use(securityHeaders({ secure }));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return problem(error.status, say(error.status === 404 ? 'unknown' : 'failed'));
    // The message may quote what was sent; the kind and the place of the fault may not.
    parts.log(`500 ${c.req.method} ${faultOf(error)}`);
    return problem(500, say('failed'));
  });
  app.get(
    '/healthz',
    describe({
      summary: 'Whether the server answers',
      tag: 'server',
      open: true,
      answers: { 200: ['It does', json(v.object({ ok: v.literal(true) }))] },
    }),
    async () => {
      await desk.store.read.selectFrom('school').select('id').limit(1).execute();
      // The self-check asks from a device, also where a policy blocks this host for extensions.
      const headers = { 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' };
      return Response.json({ ok: true }, { headers });
    },
  );
  if (only !== 'staff') app.route('/v1', deviceSide(parts));
  if (only !== 'devices') app.route('/api', staffSide(parts));
  serveDescription(app);

  const pages = consoleFiles(parts.consoleFolder);
  /** Packages are for devices, pages for staff. */
  const fileOf = async (path: string): Promise<Response | undefined> => {
    if (/^\/(v1|api)(\/|$)/.test(path)) return undefined;
    if (path.startsWith(updatesPath))
      return only === 'staff' || !updatesFolder ? undefined : updateFile(updatesFolder, path.slice(updatesPath.length));
    return only === 'devices' ? undefined : pages(path);
  };
  app.notFound(async (c) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    const answer = reads ? await fileOf(c.req.path) : undefined;
    return answer ?? problem(404, say('unknown'));
  });
  return app;
}

function deviceSide({ desk, intake, feed, closing, addressOf = () => 'unknown' }: AppParts): Hono {
  const showNames = async (school: string) => (await getSetting(desk.store, school, 'show-names')) === 'true';
  const signatures = createSignatures(desk);
  return new Hono()
    .use(deviceCors())
    .route('/', reportIntakeRoutes({ intake, signatures, now: desk.now, addressOf }))
    .route('/', deviceRoutes({ ...desk, signatures }))
    .route('/', mailGatewayRoute(desk))
    .route(
      '/',
      statusRoutes({ feed, closing, statusOf: (id, bearer) => statusOf({ store: desk.store, showNames }, id, bearer) }),
    );
}

function staffSide({ desk, feed, people, rules, ledger, origin, closing, uuid = randomUUID }: AppParts): Hono {
  const isHere = (person: Person) => markPresent(desk.store, person, new Date(desk.now()).toISOString());
  const guarded = new Hono<SignedIn>();
  for (const path of [
    '/reports',
    '/reports/*',
    '/events',
    '/audit',
    '/profile',
    '/profile/*',
    '/incidents',
    '/incidents/*',
    '/digest',
    '/dismissals',
    '/alerts',
    '/alerts/*',
    '/absence',
    '/concerns',
    '/concerns/*',
    '/push/*',
    '/devices',
    '/devices/*',
    '/installations/*',
    '/site-code',
    '/site-code/*',
    '/retention',
    '/retention/*',
    '/access-requests',
    '/people',
    '/people/*',
    '/role-requests',
    '/role-requests/*',
    '/aup',
    '/access-review',
    '/day-passes',
    '/day-passes/*',
    '/access-requests/*',
    '/notices',
    '/notices/*',
  ])
    guarded.use(path, sameOrigin(origin, say('notSameOrigin')), signedIn(people.personOf));
  guarded
    .route('/', staffRoutes({ ...desk, uuid }))
    .route('/', feedRoutes({ desk, feed, personOf: people.personOf, closing, isHere }))
    .route('/', auditRoutes({ desk, nameOf: people.nameOf }))
    .route('/', alertRoutes(desk, rules))
    .route('/', concernRoutes({ ...desk, rules, nameOf: people.nameOf }))
    .route('/', retentionRoutes({ ...desk, profile: rules.profile, ledger }))
    .route('/', noticeRoutes(desk))
    .route('/', peopleRoutes({ ...desk, profile: rules.profile, origin }))
    .route('/', dayPassRoutes({ ...desk, profile: rules.profile, origin }))
    .route('/', urlMailRoute(desk, rules.profile))
    .route('/', accessRequestRoutes({ ...desk, profile: rules.profile }))
    .route('/', profileRoutes({ ...desk, rules, nameOf: people.nameOf }))
    .route('/', fleetRoutes({ ...desk, version: serverVersion(), nameOf: people.nameOf }))
    .route('/', incidentRoutes({ ...desk, rules, nameOf: people.nameOf }));
  return new Hono().route('/', guarded).route('/', people.routes);
}

/** Kind and place of a fault, without its message. */
function faultOf(error: Error): string {
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return [error.name, ...places.slice(0, 6).map((line) => line.trim())].join(' ');
}
