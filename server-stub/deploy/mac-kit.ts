/** Owns the kit's configuration profiles for macOS. Nobody has run them on a Mac yet, and they say so. */
import { createHash } from 'node:crypto';
import { hardeningOf, idOf, installEntry, type Browser, type Deployment, type KitFile } from './deployment.ts';
import { deployText } from './words.ts';
import { element, writeXml, type Element } from './xml.ts';

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';
export const macDomains = { chrome: 'com.google.Chrome', edge: 'com.microsoft.Edge', firefox: 'org.mozilla.firefox' };
type MacBrowser = Exclude<Browser, 'chromium'>;
const macBrowsers = ['chrome', 'edge', 'firefox'] as const satisfies readonly MacBrowser[];

type Value = string | boolean | number | readonly Value[] | { readonly [key: string]: Value };

export function macKit(deployment: Deployment): KitFile[] {
  return macBrowsers.flatMap((browser) => [
    profile(deployment, `macos/${browser}-install.mobileconfig`, macDomains[browser], {
      ...(browser === 'firefox' && { EnterprisePoliciesEnabled: true }),
      ExtensionSettings: { [idOf(deployment, browser)]: installEntry(deployment, browser) },
    }),
    browser === 'firefox'
      ? profile(deployment, `macos/${browser}-settings.mobileconfig`, macDomains[browser], {
          EnterprisePoliciesEnabled: true,
          '3rdparty': { Extensions: { [deployment.firefoxId]: deployment.values } },
        })
      : profile(
          deployment,
          `macos/${browser}-settings.mobileconfig`,
          `${macDomains[browser]}.extensions.${deployment.chromiumId}`,
          deployment.values,
        ),
    profile(deployment, `hardening/macos-${browser}.mobileconfig`, macDomains[browser], {
      ...(browser === 'firefox' && { EnterprisePoliciesEnabled: true }),
      ...hardeningOf(browser),
    }),
  ]);
}

function profile(
  { school, chromiumId }: Deployment,
  path: string,
  domain: string,
  values: Readonly<Record<string, Value>>,
): KitFile {
  const name = path.replace(/^.*\//, '').replace('.mobileconfig', '');
  const identifier = `dolphin.${chromiumId}.${path.startsWith('hardening') ? 'hardening.' : ''}${name}`;
  const common = (part: string) => ({
    PayloadIdentifier: part,
    PayloadUUID: uuidOf(part),
    PayloadVersion: 1,
    PayloadDisplayName: deployText('mac.name', { name, school }),
  });
  const plist: Value = {
    ...common(identifier),
    PayloadType: 'Configuration',
    PayloadScope: 'System',
    PayloadDescription: deployText('mac.unverified'),
    PayloadContent: [{ ...common(`${identifier}.values`), PayloadType: domain, ...values }],
  };
  return { path, content: writeXml(element('plist', { version: '1.0' }, [plistOf(plist)]), doctype) };
}

function plistOf(value: Value): Element {
  if (typeof value === 'string') return element('string', {}, value);
  if (typeof value === 'number') return element('integer', {}, String(value));
  if (typeof value === 'boolean') return element(String(value));
  if (isList(value)) return element('array', {}, value.map(plistOf));
  return element(
    'dict',
    {},
    Object.entries(value).flatMap(([key, inner]) => [element('key', {}, key), plistOf(inner)]),
  );
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The same profile keeps its name, so that a new one replaces the old. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join('-').toUpperCase();
}
