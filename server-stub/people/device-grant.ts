/**
 * Connecting a staff browser by RFC 8628. better-auth runs the grant; what it gives at the end is a full session, which
 * is exchanged at once for a staff token and ended.
 */
import { APIError } from 'better-auth';
import * as v from 'valibot';
import { appendAudit } from '../storage/audit.ts';
import type { Store } from '../storage/store.ts';
import { deviceClient, type Auth } from './accounts.ts';
import { deviceCodeSeconds, openDeviceCodes, userCodeCharacters } from './limits.ts';
import type { Person } from './person.ts';
import { roleOf, standingOf } from './persons.ts';
import { sameDigest, type Secrets } from './secrets.ts';
import type { SealedEntries } from './sealed-entries.ts';
import type { StaffTokens } from './staff-tokens.ts';

export type DeviceStart = { deviceCode: string; userCode: string; expiresIn: number; interval: number };
export type TokenError = 'authorization_pending' | 'slow_down' | 'expired_token' | 'access_denied';
/** What the person sees before agreeing. */
export type DeviceRequest = { label: string; requestedAt: string };
export type Shown = { ok: true; request: DeviceRequest } | { ok: false; reason: 'unknown' | 'taken' };

export type DeviceGrant = {
  /** `undefined` when too many codes are open. */
  start: (label: string) => Promise<DeviceStart | undefined>;
  poll: (deviceCode: string) => Promise<{ ok: true; token: string } | { ok: false; error: TokenError }>;
  /** Shows the request behind a code, and from then on to this person only. `headers` carry their session. */
  show: (userCode: string, headers: Headers) => Promise<Shown>;
  decide: (userCode: string, headers: Headers, person: Person, agreed: boolean) => Promise<Shown>;
};

type Parts = {
  store: Store;
  auth: () => Auth;
  entries: SealedEntries;
  secrets: Secrets;
  staffTokens: StaffTokens;
  now: () => number;
};

const requestSchema = v.object({ label: v.string(), requestedAt: v.string() });
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

export function createDeviceGrant({ store, auth, entries, secrets, staffTokens, now }: Parts): DeviceGrant {
  // better-auth keeps a code as it is. What the browser gets is the code with a signature, so that a stolen database
  // does not hold what can be exchanged.
  const signed = (code: string) => `${code}.${secrets.digest('device-code', code)}`;
  const unsigned = (given: string) => {
    const code = given.slice(0, given.indexOf('.'));
    return sameDigest(given, signed(code)) ? code : undefined;
  };
  const entryOf = (userCode: string) => `device-request:${userCode}`;
  const plain = (userCode: string) => userCode.replaceAll(/[^A-Za-z]/g, '').toUpperCase();

  const show: DeviceGrant['show'] = async (given, headers) => {
    const userCode = plain(given);
    if (given.length > 2 * userCodeCharacters || userCode.length !== userCodeCharacters)
      return { ok: false, reason: 'unknown' };
    const kept = await entries.get(entryOf(userCode));
    const request = kept === null ? undefined : v.safeParse(requestSchema, JSON.parse(kept));
    if (!request?.success) return { ok: false, reason: 'unknown' };
    try {
      const { status, client_id: mine } = await auth().api.deviceVerify({ query: { user_code: userCode }, headers });
      if (mine === undefined) return { ok: false, reason: 'taken' };
      return status === 'pending' ? { ok: true, request: request.output } : { ok: false, reason: 'unknown' };
    } catch (error) {
      if (error instanceof APIError) return { ok: false, reason: 'unknown' };
      throw error;
    }
  };

  return {
    show,
    start: async (label) => {
      const { adapter } = await auth().$context;
      await adapter.deleteMany({
        model: 'deviceCode',
        where: [{ field: 'expiresAt', operator: 'lt', value: new Date(now()) }],
      });
      if ((await adapter.count({ model: 'deviceCode' })) >= openDeviceCodes) return undefined;
      const code = await auth().api.deviceCode({ body: { client_id: deviceClient } });
      const request: DeviceRequest = { label, requestedAt: new Date(now()).toISOString() };
      await entries.set(entryOf(code.user_code), JSON.stringify(request), deviceCodeSeconds);
      return {
        deviceCode: signed(code.device_code),
        userCode: `${code.user_code.slice(0, 4)}-${code.user_code.slice(4)}`,
        expiresIn: code.expires_in,
        interval: code.interval,
      };
    },
    poll: async (given) => {
      const code = unsigned(given);
      if (code === undefined) return { ok: false, error: 'expired_token' };
      const { adapter, internalAdapter } = await auth().$context;
      const row = await adapter.findOne<{ userCode: string }>({
        model: 'deviceCode',
        where: [{ field: 'deviceCode', value: code }],
      });
      let session: string;
      try {
        const answer = await auth().api.deviceToken({
          body: { grant_type: grantType, device_code: code, client_id: deviceClient },
        });
        session = answer.access_token;
      } catch (error) {
        if (error instanceof APIError) return { ok: false, error: tokenError(error) };
        throw error;
      }
      const found = await internalAdapter.findSession(session);
      await internalAdapter.deleteSession(session);
      const at = new Date(now()).toISOString();
      const standing = found && (await standingOf(store.read, found.user.id, at));
      if (!standing || standing.disabled) return { ok: false, error: 'access_denied' };
      const kept = row && (await entries.getAndDelete(entryOf(row.userCode)));
      const request = v.safeParse(requestSchema, kept ? JSON.parse(kept) : undefined);
      const label = request.success ? request.output.label : '';
      return { ok: true, token: await staffTokens.issue({ personId: standing.id, school: standing.school }, label) };
    },
    decide: async (userCode, headers, person, agreed) => {
      const shown = await show(userCode, headers);
      if (!shown.ok) return shown;
      const api = auth().api;
      await (agreed ? api.deviceApprove : api.deviceDeny)({ body: { userCode: plain(userCode) }, headers });
      const at = new Date(now()).toISOString();
      await store.write(async (tx) => {
        const actorRole = await roleOf(tx, person.id, at);
        const kind = agreed ? 'browser.approved' : 'browser.refused';
        await appendAudit(tx, { school: person.school, actor: person.id, actorRole, kind, subject: person.id }, at);
      });
      return shown;
    },
  };
}

function tokenError(error: APIError): TokenError {
  const name = error.body?.['error'];
  return name === 'authorization_pending' || name === 'slow_down' || name === 'access_denied' ? name : 'expired_token';
}
