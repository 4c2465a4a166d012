/**
 * What a managed Chromebook says of itself. The API is there only where a school's own package asks for the permission
 * (docs/permissions.md) and its policy installs it; everywhere else nothing is asked and nothing is known.
 */
import { browser } from './browser.ts';

type Attributes = Partial<Record<'getDeviceAssetId' | 'getDeviceAnnotatedLocation', () => unknown>>;

/** The asset id as label, and the annotated location as room; serial numbers and directory ids are never asked for. */
export async function readManagedDevice(): Promise<{ label?: string; room?: string }> {
  const { enterprise } = browser as { enterprise?: { deviceAttributes?: Attributes } };
  const attributes = enterprise?.deviceAttributes;
  if (!attributes) return {};
  const [label, room] = await Promise.all([
    ask(() => attributes.getDeviceAssetId?.()),
    ask(() => attributes.getDeviceAnnotatedLocation?.()),
  ]);
  return { ...(label !== undefined && { label }), ...(room !== undefined && { room }) };
}

const mostCharacters = 120;

async function ask(question: () => unknown): Promise<string | undefined> {
  try {
    const text = await question();
    const plain = typeof text === 'string' ? text.trim().slice(0, mostCharacters) : '';
    return plain === '' ? undefined : plain;
  } catch {
    // Not a managed user, or not this kind of device.
    return undefined;
  }
}
