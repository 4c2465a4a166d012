import { afterEach, expect, it } from 'vitest';
import { browser } from '../../../extension/platform/browser.ts';
import { readManagedDevice } from '../../../extension/platform/managed-device.ts';

const there = browser as { enterprise?: unknown };
afterEach(() => {
  delete there.enterprise;
});

it('knows nothing where the browser may not be asked', async () => {
  expect(await readManagedDevice()).toEqual({});
});

it('reads the asset id and the place of a managed Chromebook, and leaves out what is empty or refused', async () => {
  const attributes = {
    getDeviceAssetId: () => Promise.resolve(' CB-07 '),
    getDeviceAnnotatedLocation: () => Promise.resolve(''),
  };
  there.enterprise = { deviceAttributes: attributes };
  expect(await readManagedDevice()).toEqual({ label: 'CB-07' });
  const refused = () => Promise.reject(new Error('not affiliated'));
  there.enterprise = { deviceAttributes: { ...attributes, getDeviceAssetId: refused } };
  expect(await readManagedDevice()).toEqual({});
});
