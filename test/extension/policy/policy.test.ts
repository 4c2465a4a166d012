/** Late, empty, refused and changing managed storage. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createPolicy, lateMs } from '../../../extension/policy/policy.ts';

const managed = (values: Record<string, unknown>) => fakeBrowser.storage.managed.set(values);
let at = 1_000_000;
const policy = () => createPolicy({ now: () => at });

beforeEach(() => {
  fakeBrowser.reset();
  at = 1_000_000;
});

test('a first read gives what the school set, checked, with the reasons of what was refused', async () => {
  await managed({ room: 'Oak', tier: 'teenagers' });
  const { policy: values, refused } = await policy().current();
  expect(values).toEqual({ room: 'Oak' });
  expect(refused).toEqual([{ name: 'tier', reason: 'must be eyfs, ks1, ks2 or ks3' }]);
});

test('the last good copy answers at once while managed storage still hangs', async () => {
  await managed({ room: 'Oak' });
  await policy().current();
  vi.spyOn(fakeBrowser.storage.managed, 'get').mockReturnValue(new Promise(() => undefined) as never);
  expect((await policy().current()).policy).toEqual({ room: 'Oak' });
});

test('an empty answer soon after a start is "not there yet", and "removed" later', async () => {
  await managed({ room: 'Oak' });
  await policy().current();
  await fakeBrowser.storage.managed.clear();
  await fakeBrowser.storage.session.clear();

  const early = policy();
  early.start();
  await vi.waitFor(async () => expect(await fakeBrowser.storage.session.get('policyStart')).not.toEqual({}));
  expect((await early.current()).policy).toEqual({ room: 'Oak' });

  at += lateMs + 1;
  const late = policy();
  late.start();
  await vi.waitFor(async () => expect((await late.lastKnown()).policy).toEqual({}));
});

test('Firefox without a policy, where reading rejects, is no policy', async () => {
  vi.spyOn(fakeBrowser.storage.managed, 'get').mockRejectedValue(new Error('Managed storage manifest not found'));
  const school = policy();
  expect((await school.current()).policy).toEqual({});
  expect(await school.health()).toMatchObject({ source: 'none', used: [], refused: [] });
});

test('values that arrive late or change are heard once each', async () => {
  const school = policy();
  const heard = vi.fn<(checked: { policy: object }) => void>();
  school.onChange(heard);
  school.start();
  await school.current();
  await managed({ room: 'Oak' });
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
  await managed({ room: 'Oak' });
  await managed({ room: 'Ash' });
  await vi.waitFor(() => expect(heard.mock.lastCall?.[0].policy).toEqual({ room: 'Ash' }));
  expect(heard).toHaveBeenCalledTimes(2);
  expect(await school.health()).toMatchObject({ source: 'live', used: ['room'] });
});

test('a slip in one value leaves its last good one in force and names the slip', async () => {
  await managed({ endpoint: 'https://dolphin.school.example', room: 'Oak' });
  await policy().current();
  await managed({ endpoint: 'htps:/dolphin', room: 'Ash' });
  const school = policy();
  school.start();
  await vi.waitFor(async () =>
    expect((await school.lastKnown()).policy).toEqual({ endpoint: 'https://dolphin.school.example', room: 'Ash' }),
  );
  expect((await school.health()).refused.map(({ name }) => name)).toEqual(['endpoint']);
});
