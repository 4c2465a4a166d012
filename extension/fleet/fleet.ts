/** This device among its school's: enrols with a key of its own, says every hour how it goes, signs what it reports. */
import type { DevicePlace, Heartbeat } from '../../shared/device-api.ts';
import type { Policy } from '../../shared/policy.ts';
import { digestOf } from '../../shared/wire.ts';
import type { DeviceStanding } from '../platform/messages.ts';
import { after } from './after.ts';
import { dueAt } from './plan.ts';
import { post, type Said } from './server.ts';
import { publicHalf, signatureHeaders } from './sign.ts';
import { freshStored, readStored, writeStored, type Stored } from './stored.ts';

export type Fleet = {
  /** Wakes it: in the first tick of every run, by its alarm, after a change of policy. Never throws. */
  wake: (why?: 'policy') => Promise<void>;
  /** Headers for a report that is about to be sent; none where the device is not enrolled there. */
  vouch: (request: Vouched) => Promise<Record<string, string>>;
  standing: () => Promise<DeviceStanding | undefined>;
};
type Vouched = { endpoint: string; method: string; path: string; digest: string; sent: string };

export type FleetPorts = {
  policy: () => Promise<Policy>;
  /** The key pair of this installation, made at the first call. */
  key: () => Promise<CryptoKeyPair>;
  /** How it goes. */
  beat: () => Promise<Omit<Heartbeat, keyof DevicePlace>>;
  /** What a managed device says of itself, where the browser may ask. */
  place: () => Promise<DevicePlace>;
  fetch: typeof globalThis.fetch;
  now: () => number;
  random: () => number;
  /** Schedules an alarm that calls `wake`. */
  wakeAt: (atMs: number) => void;
  timeout?: (ms: number) => AbortSignal;
};

export function createFleet(ports: FleetPorts): Fleet {
  const { now, random, timeout } = ports;
  let known: Stored | undefined;
  let loading: Promise<void> | undefined;
  let keeping: Promise<CryptoKeyPair> | undefined;
  let running: Promise<void> | undefined;

  const load = (): Promise<void> =>
    (loading ??= readStored().then((stored) => {
      known ??= stored;
    }));

  function key(): Promise<CryptoKeyPair> {
    const asking = (keeping ??= ports.key());
    asking.catch(() => {
      if (keeping === asking) keeping = undefined;
    });
    return asking;
  }

  async function keep(stored: Stored): Promise<void> {
    known = stored;
    await writeStored(stored);
    if (stored.nextAt !== undefined) ports.wakeAt(stored.nextAt);
  }

  async function placeOf({ deviceLabel, room, group, roaming }: Policy): Promise<DevicePlace> {
    const own = await ports.place();
    return {
      ...own,
      ...(deviceLabel !== undefined && { label: deviceLabel }),
      // The room of a trolley is not to be trusted.
      ...(room !== undefined && !roaming && { room }),
      ...(group !== undefined && { group }),
    };
  }

  async function speak(stored: Stored, policy: Policy): Promise<Said> {
    const { endpoint, id, state, skewMs } = stored;
    const { siteCode } = policy;
    const pair = await key();
    const place = await placeOf(policy);
    const common = { fetch: ports.fetch, endpoint, siteCode, ...(timeout && { timeout }) };
    if (state !== 'active' || id === undefined) {
      const body = JSON.stringify({ publicKey: await publicHalf(pair), ...place });
      return post({ ...common, path: '/v1/devices', body });
    }
    const body = JSON.stringify({ ...(await ports.beat()), ...place });
    const path = '/v1/heartbeats';
    const sent = String(Math.round(now() + skewMs));
    const more = await signatureHeaders(pair, id, { method: 'POST', path, digest: await digestOf(body), sent });
    return post({ ...common, path, body, more });
  }

  async function turn(why: 'policy' | undefined): Promise<void> {
    const policy = await ports.policy();
    const { endpoint } = policy;
    if (endpoint === undefined) return;
    await load();
    const stored = known?.endpoint === endpoint ? known : freshStored(endpoint);
    // What was in the way may be what changed.
    const isAnew = why === 'policy' && stored.state !== 'active' && stored.state !== 'revoked';
    const at = dueAt(isAnew ? undefined : stored.nextAt, now(), random);
    if (at > now()) return keep({ ...stored, nextAt: at });
    const said = await speak(stored, policy).catch((): Said => ({ kind: 'trouble', trouble: 'key' }));
    await keep(after(stored, said, now(), random));
  }

  return {
    wake: (why) =>
      (running ??= turn(why)
        .catch(() => undefined) // The next wake comes to it.
        .finally(() => {
          running = undefined;
        })),
    async vouch({ endpoint, ...request }) {
      await load();
      if (known?.id === undefined || known.endpoint !== endpoint) return {};
      return signatureHeaders(await key(), known.id, request);
    },
    async standing() {
      await load();
      if (!known) return undefined;
      const { state, id, at, trouble } = known;
      return {
        state,
        ...(id !== undefined && { id }),
        ...(at !== undefined && { at }),
        ...(trouble && { trouble }),
      };
    },
  };
}
