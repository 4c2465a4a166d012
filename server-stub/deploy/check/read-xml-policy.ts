/** Owns reading policy in XML: macOS profiles and administrative templates. */
import { isSettingName } from '../../../shared/policy-settings.ts';
import type { Browser } from '../deployment.ts';
import { macDomains } from '../mac-kit.ts';
import { readXml, type Element } from '../xml.ts';
import { asText, isObject, mistake, nothingFound, shown, type Found } from './found.ts';

export function readXmlPolicy(text: string): Found {
  const root = readXml(text);
  const found = nothingFound();
  if (!root) found.mistakes.push(mistake('xml-broken', ''));
  else if (root.name === 'plist') readProfile(found, root);
  else if (root.name === 'policyDefinitions' || root.name === 'policyDefinitionResources') readTemplate(found, root);
  else found.mistakes.push(mistake('xml-unknown', shown(root.name)));
  return found;
}

/** A property list's value; unknown kinds become `undefined`. */
function valueOf({ name, text, children }: Element): unknown {
  switch (name) {
    case 'string':
      return text;
    case 'integer':
    case 'real':
      return Number(text);
    case 'true':
    case 'false':
      return name === 'true';
    case 'array':
      return children.map(valueOf);
    case 'dict':
      return Object.fromEntries(
        children.flatMap((child, at) => {
          const value = children[at + 1];
          return child.name === 'key' && value ? [[child.text, valueOf(value)]] : [];
        }),
      );
    default:
      return undefined;
  }
}

const domains = Object.entries(macDomains) as readonly (readonly [Exclude<Browser, 'chromium'>, string])[];

function readProfile(found: Found, root: Element): void {
  found.form = 'mac';
  const profile = root.children[0] && valueOf(root.children[0]);
  const payloads = isObject(profile) ? profile['PayloadContent'] : undefined;
  if (!isObject(profile) || !Array.isArray(payloads)) {
    found.mistakes.push(mistake('mac-shape', ''));
    return;
  }
  for (const [at, payload] of [profile, ...(payloads as unknown[])].entries()) {
    const where = at === 0 ? 'profile' : `payload ${at}`;
    if (!isObject(payload)) continue;
    const missing = ['PayloadType', 'PayloadIdentifier', 'PayloadUUID', 'PayloadVersion'].filter(
      (key) => !(key in payload),
    );
    if (missing.length > 0) found.mistakes.push(mistake('mac-payload', where, { missing: missing.join(', ') }));
    if (at > 0) readPayload(found, payload, where);
  }
}

function readPayload(found: Found, payload: Readonly<Record<string, unknown>>, where: string): void {
  const type = asText(payload['PayloadType']);
  const values = Object.entries(payload).filter(([name]) => !name.startsWith('Payload'));
  const known = domains.find(([, domain]) => type === domain || type.startsWith(`${domain}.extensions.`));
  if (!known) {
    found.mistakes.push(mistake('mac-domain', where, { type: shown(type) }));
    return;
  }
  const [browser, domain] = known;
  if (type !== domain) {
    const id = type.slice(`${domain}.extensions.`.length);
    for (const [name, value] of values)
      found.values.push({ browser, id, name, value, where: `${where}.${shown(name)}` });
    return;
  }
  for (const [name, value] of values) {
    const inside = isObject(value) ? value : {};
    if (name === 'ExtensionSettings')
      for (const [id, entry] of Object.entries(inside))
        if (isObject(entry)) found.installs.push({ browser, id, entry, where: `${where}.${shown(id)}` });
    const extensions = name === '3rdparty' ? inside['Extensions'] : undefined;
    if (isObject(extensions))
      for (const [id, given] of Object.entries(extensions))
        if (isObject(given))
          for (const [setting, one] of Object.entries(given))
            found.values.push({ browser, id, name: setting, value: one, where: `${where}.${shown(setting)}` });
    if (name !== 'ExtensionSettings' && name !== '3rdparty')
      found.policies.push({ browser, name, value, where: `${where}.${shown(name)}` });
  }
  if (values.some(([name]) => isSettingName(name))) found.mistakes.push(mistake('mac-level', where));
}

/** A template sets nothing by itself: its paths and names are what can be wrong. */
function readTemplate(found: Found, root: Element): void {
  found.form = 'admx';
  for (const policy of all(root, 'policy')) {
    const { key = '', name = '', valueName } = policy.attributes;
    if (
      !/^SOFTWARE\\Policies\\(Google\\Chrome|Microsoft\\Edge|Mozilla\\Firefox)\\(ExtensionSettings|3rdparty\\[Ee]xtensions)\\/.test(
        key,
      )
    )
      found.mistakes.push(mistake('reg-path', shown(name), { key: shown(key) }));
    else if (/\\3rdparty\\extensions\\[^\\]+$/.test(key) && !key.includes('Mozilla'))
      found.mistakes.push(mistake('reg-policy', shown(name), { key: shown(key) }));
    if (key.includes('\\ExtensionSettings\\')) continue;
    const names = [
      valueName,
      ...['text', 'enum'].flatMap((kind) => all(policy, kind).map((one) => one.attributes['valueName'])),
    ];
    for (const one of names)
      if (one !== undefined && !isSettingName(one))
        found.mistakes.push(mistake('admx-setting', shown(name), { name: shown(one) }));
  }
}

function all(from: Element, name: string): Element[] {
  return from.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}
