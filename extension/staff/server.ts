/** The staff browser's calls to the school's server; every answer is checked, every failure is a value. */
import * as v from 'valibot';
import { problemSchema } from '../../shared/answer.ts';
import {
  meSchema,
  reportListSchema,
  reportViewSchema,
  type Outcome,
  type ReportAction,
  type ReportView,
} from '../../shared/staff-api.ts';

/** `offline`: no usable answer. `signed-out`: the token is no longer known. `refused`: the server's own sentence. */
export type Failure =
  { readonly kind: 'offline' | 'signed-out' } | { readonly kind: 'refused'; readonly detail?: string };
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const deviceCodeSchema = v.object({
  deviceCode: v.string(),
  userCode: v.string(),
  verificationUri: v.string(),
  verificationUriComplete: v.optional(v.string()),
  expiresIn: v.number(),
  interval: v.optional(v.number(), 5),
});
const tokenSchema = v.object({ token: v.string() });
const tokenErrorSchema = v.object({ error: v.string() });

/** An answer that takes longer is as good as none: the person is standing there. */
const patienceMs = 10_000;

export type StaffServer = ReturnType<typeof createStaffServer>;

export function createStaffServer(parts: { fetch: typeof fetch; endpoint: string; token?: string }) {
  const { endpoint, token } = parts;
  const auth: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };

  function send(path: string, options: { body?: unknown; method?: string; signal: AbortSignal }) {
    const { body, signal } = options;
    return parts.fetch(`${endpoint}/api${path}`, {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        Accept: 'application/json',
        ...auth,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // The token alone speaks for this browser; a redirect (a login page of the network) is no answer.
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal,
    });
  }

  async function call<T>(
    path: string,
    schema: v.GenericSchema<unknown, T>,
    options: { body?: unknown; method?: string } = {},
  ): Promise<Answer<T>> {
    try {
      const response = await send(path, { ...options, signal: AbortSignal.timeout(patienceMs) });
      if (response.status === 401) return { ok: false, failure: { kind: 'signed-out' } };
      const content: unknown = response.status === 204 ? undefined : await response.json();
      if (response.ok) return { ok: true, value: v.parse(schema, content) };
      if (response.status >= 500) return { ok: false, failure: { kind: 'offline' } };
      const problem = v.safeParse(problemSchema, content);
      const detail = problem.success ? problem.output.detail : undefined;
      return { ok: false, failure: { kind: 'refused', ...(detail !== undefined && { detail }) } };
    } catch {
      // No network, too slow, or a page that is not ours (a proxy's HTML): to the person it is all "not connected".
      return { ok: false, failure: { kind: 'offline' } };
    }
  }

  return {
    me: () => call('/me', meSchema),
    list: (since: Date) => call(`/reports?since=${encodeURIComponent(since.toISOString())}`, reportListSchema),
    act: (id: string, action: ReportAction, outcome?: Outcome): Promise<Answer<{ report: ReportView }>> =>
      call(`/reports/${encodeURIComponent(id)}/${action}`, v.looseObject({ report: reportViewSchema }), {
        body: outcome === undefined ? {} : { outcome },
      }),
    /** This report is on the person's screen. */
    shown: (id: string) => call(`/reports/${encodeURIComponent(id)}/shown`, v.unknown(), { body: {} }),
    /** Ends this browser's token on the server. */
    revoke: () => call('/session', v.unknown(), { method: 'DELETE' }),
    deviceCode: (label: string | undefined) =>
      call('/device/code', deviceCodeSchema, {
        body: { client: 'staff-extension', ...(label !== undefined && { label }) },
      }),
    /** RFC 8628 §3.5: `error` is `authorization_pending`, `slow_down`, `expired_token` or `access_denied`. */
    async deviceToken(deviceCode: string): Promise<{ token: string } | { error: string } | undefined> {
      try {
        const signal = AbortSignal.timeout(patienceMs);
        const response = await send('/device/token', { body: { deviceCode }, signal });
        const content: unknown = await response.json();
        return v.parse(response.ok ? tokenSchema : tokenErrorSchema, content);
      } catch {
        // A lost answer only means asking again at the next interval.
        return undefined;
      }
    },
    /** The live stream (contract §3); no time limit, `signal` ends it. */
    events: (lastId: string | undefined, signal: AbortSignal): Promise<Response> =>
      parts.fetch(`${endpoint}/api/events`, {
        headers: { Accept: 'text/event-stream', ...auth, ...(lastId !== undefined && { 'Last-Event-ID': lastId }) },
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal,
      }),
  };
}
