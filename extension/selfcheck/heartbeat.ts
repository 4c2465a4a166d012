/** What a heartbeat says of this device: versions, counts, codes and colours. Never content, never an address. */
import type { Heartbeat } from '../../shared/device-api.ts';
import type { Policy } from '../../shared/policy.ts';
import { digestOf } from '../../shared/wire.ts';
import type { Installation } from '../platform/installation.ts';
import type { Health, QueueHealth } from '../platform/messages.ts';
import { coloursOf } from './checks.ts';

type Word = Omit<Heartbeat, 'label' | 'room' | 'group'>;

type Ports = {
  health: () => Promise<Health>;
  installation: () => Promise<Installation>;
  policy: () => Promise<Policy>;
  numbers: () => Promise<Heartbeat['numbers']>;
  now: () => number;
};

const digestCharacters = 16;

export async function heartbeatOf({ health, installation, policy, numbers, now }: Ports): Promise<Word> {
  const [state, found, values, given] = await Promise.all([health(), installation(), policy(), numbers()]);
  const digest = await policyDigest(values);
  return {
    version: state.version,
    browser: found.browser,
    build: found.build,
    queue: queueOf(state.queue, now()),
    ...(given && { numbers: given }),
    policy: { source: state.policy.source, refused: state.policy.refused.length, digest },
    checks: coloursOf({ health: state, installation: found }),
  };
}

function queueOf({ oldestAt, lastError, ...counts }: QueueHealth, now: number): Word['queue'] {
  const { waiting, unsealed, held, quarantined, copies } = counts;
  return {
    waiting,
    unsealed,
    held,
    quarantined,
    ...(oldestAt !== undefined && { oldestMinutes: Math.max(0, Math.floor((now - oldestAt) / 60_000)) }),
    // A code of ours; anything else would be a browser's own words, which may name what it was fetching.
    ...(lastError !== undefined && /^[a-z]{1,20}( \d{3})?$/.test(lastError) && { lastError }),
    ...(copies !== undefined && { copies }),
  };
}

/** The same on every device with the same settings; what names the one device is left out. */
async function policyDigest({ deviceLabel: _label, room: _room, group: _group, ...shared }: Policy): Promise<string> {
  const entries = Object.entries(shared).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return (await digestOf(JSON.stringify(entries))).slice(0, digestCharacters);
}
