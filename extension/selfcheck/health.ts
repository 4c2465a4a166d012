/** The background's part of the self-check: what it knows of itself, told without a child's data. */
import type { Policy } from '../../shared/policy.ts';
import { browser } from '../platform/browser.ts';
import type { DeviceStanding, Health, QueueHealth } from '../platform/messages.ts';

const freshKey = 'installedInThisRun';

/** Call it when the browser says that the extension was installed; an update is no installation. */
export function rememberInstall(reason: string): void {
  if (reason === 'install') browser.storage.session.set({ [freshKey]: true }).catch(() => undefined);
}

type Ports = {
  version: string;
  policyHealth: () => Promise<Health['policy']>;
  policy: () => Promise<Policy>;
  queue: () => Promise<QueueHealth>;
  device: () => Promise<DeviceStanding | undefined>;
};

export async function readHealth({ version, policyHealth, policy, queue, device }: Ports): Promise<Health> {
  // First, because it may bring the policy that the rest reads.
  const health = await policyHealth();
  const values = await policy();
  const { endpoint, publicKey } = values;
  const standing = await device();
  return {
    version,
    connected: endpoint !== undefined && publicKey !== undefined,
    ...(endpoint !== undefined && { endpoint }),
    ...(publicKey !== undefined && { key: { x: publicKey.x, y: publicKey.y } }),
    fresh: await isFresh(),
    ...(values.debug && { values: shownValues(values) }),
    policy: health,
    queue: await queue(),
    ...(standing && { device: standing }),
  };
}

/** Enough of a site code to compare it, not enough to use it. */
const codeCharacters = 4;

function shownValues({ siteCode, publicKey, ...values }: Policy): Record<string, string> {
  const plain = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  return {
    ...Object.fromEntries(plain),
    ...(siteCode !== undefined && { siteCode: `${siteCode.slice(0, codeCharacters)}…` }),
    ...(publicKey !== undefined && { publicKey: publicKey.kid }),
  };
}

async function isFresh(): Promise<boolean> {
  try {
    return (await browser.storage.session.get(freshKey))[freshKey] === true;
  } catch {
    // A browser without session storage cannot say; then nothing is claimed.
    return false;
  }
}
