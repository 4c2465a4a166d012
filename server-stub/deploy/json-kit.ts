/** Owns the kit's JSON files: Google Admin, Linux, Firefox and its native manifest. */
import {
  hardeningOf,
  idOf,
  installEntry,
  type Browser,
  type Deployment,
  type KitFile,
  type ManagedValue,
} from './deployment.ts';

const json = (path: string, value: unknown): KitFile => ({ path, content: `${JSON.stringify(value, null, 2)}\n` });

export function jsonKit(deployment: Deployment): KitFile[] {
  const { values } = deployment;
  return [
    json('google-admin/dolphin-settings.json', wrapped(values)),
    ...(['chromium', 'chrome', 'edge'] as const).flatMap((browser) => [
      json(`linux/${browser}/dolphin-install.json`, extensionSettings(deployment, browser)),
      json(`linux/${browser}/dolphin-settings.json`, {
        '3rdparty': { extensions: { [idOf(deployment, browser)]: values } },
      }),
      json(`hardening/linux-${browser}.json`, hardeningOf(browser)),
    ]),
    json('firefox/policies.json', {
      policies: {
        ...extensionSettings(deployment, 'firefox'),
        // Capital E here, small e in Chrome's: neither reads the other's.
        '3rdparty': { Extensions: { [deployment.firefoxId]: values } },
      },
    }),
    json(`firefox/managed-storage/${deployment.firefoxId}.json`, {
      name: deployment.firefoxId,
      description: 'Dolphin',
      type: 'storage',
      data: values,
    }),
    json('hardening/firefox-policies.json', { policies: hardeningOf('firefox') }),
  ];
}

function extensionSettings(deployment: Deployment, browser: Browser) {
  return { ExtensionSettings: { [idOf(deployment, browser)]: installEntry(deployment, browser) } };
}

/** Only the Google Admin console wants each value wrapped. */
function wrapped(values: Deployment['values']): Record<string, { Value: ManagedValue }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { Value: value }]));
}
