/** Owns the administrative templates for Windows: one ADMX, with its words in en-GB and a copy for the en-US fallback. */
import { settingNames, settings, type SettingName, type Shape } from '../../shared/policy-settings.ts';
import { installEntry, type Deployment, type KitFile } from './deployment.ts';
import { meaningOf } from './meaning.ts';
import { installKey, settingsKey, windowsBrowsers, type WindowsBrowser } from './registry-kit.ts';
import { deployText } from './words.ts';
import { element, writeXml, type Element } from './xml.ts';

const namespace = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';
const about = { xmlns: namespace, revision: '1.0', schemaVersion: '1.0' };
const supported = 'SUPPORTED_Dolphin';

export const browserNames = { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox' } as const;
export const policyName = (name: string, browser: WindowsBrowser) => `Dolphin_${name}_${browserNames[browser]}`;
export const categoryOf = (browser: WindowsBrowser) => `Dolphin_${browserNames[browser]}`;

/** Letters, digits and underscores are all that the templates' own schema allows. */
const choiceName = (name: SettingName, word: string) => `${name}_${word.replaceAll('-', '_')}`;

/** What a text box of the editor takes at most; longer texts do not belong there. */
const boxCharacters = 1023;

export function admxKit(deployment: Deployment): KitFile[] {
  const adml = writeXml(words());
  return [
    { path: 'windows/admx/dolphin.admx', content: writeXml(definitions(deployment)) },
    { path: 'windows/admx/en-GB/dolphin.adml', content: adml },
    { path: 'windows/admx/en-US/dolphin.adml', content: adml },
  ];
}

function definitions(deployment: Deployment): Element {
  const category = (name: string, parent?: string) =>
    element(
      'category',
      { name, displayName: `$(string.${name})` },
      parent ? [element('parentCategory', { ref: parent })] : [],
    );
  return element('policyDefinitions', about, [
    element('policyNamespaces', {}, [
      element('target', { prefix: 'dolphin', namespace: `Dolphin.Policies.${deployment.chromiumId}` }),
    ]),
    element('resources', { minRequiredRevision: '1.0' }),
    element('supportedOn', {}, [
      element('definitions', {}, [element('definition', { name: supported, displayName: `$(string.${supported})` })]),
    ]),
    element('categories', {}, [
      category('Dolphin'),
      ...windowsBrowsers.map((browser) => category(categoryOf(browser), 'Dolphin')),
    ]),
    element(
      'policies',
      {},
      windowsBrowsers.flatMap((browser) => [
        installPolicy(deployment, browser),
        ...settingNames.map((name) => settingPolicy(deployment, browser, name)),
      ]),
    ),
  ]);
}

function policy(name: string, browser: WindowsBrowser, key: string, more: Record<string, string>, parts: Element[]) {
  const text = name === 'install' ? 'install' : name;
  return element(
    'policy',
    {
      name: policyName(name, browser),
      class: 'Machine',
      displayName: `$(string.${text})`,
      explainText: `$(string.${text}_Help)`,
      key,
      ...more,
    },
    [element('parentCategory', { ref: categoryOf(browser) }), element('supportedOn', { ref: supported }), ...parts],
  );
}

const decimal = (name: string, value: 0 | 1) => element(name, {}, [element('decimal', { value: String(value) })]);

/** Enabled writes the whole entry, and only what is ours. */
function installPolicy(deployment: Deployment, browser: WindowsBrowser): Element {
  const key = installKey(deployment, browser);
  const items = Object.entries(installEntry(deployment, browser)).map(([valueName, value]) =>
    element('item', { key, valueName }, [
      typeof value === 'boolean'
        ? decimal('value', value ? 1 : 0)
        : element('value', {}, [element('string', {}, value)]),
    ]),
  );
  return policy('install', browser, key, {}, [element('enabledList', {}, items)]);
}

function settingPolicy(deployment: Deployment, browser: WindowsBrowser, name: SettingName): Element {
  const shape: Shape = settings[name];
  const key = settingsKey(deployment, browser);
  if (shape.kind === 'flag')
    return policy(name, browser, key, { valueName: name }, [decimal('enabledValue', 1), decimal('disabledValue', 0)]);
  return policy(name, browser, key, { presentation: `$(presentation.${name})` }, [
    element('elements', {}, [elementOf(name, shape)]),
  ]);
}

function elementOf(name: SettingName, shape: Shape): Element {
  const common = { id: name, valueName: name, required: 'true' };
  if (shape.kind === 'choice')
    return element(
      'enum',
      common,
      shape.of.map((word) =>
        element('item', { displayName: `$(string.${choiceName(name, word)})` }, [
          element('value', {}, [element('string', {}, word)]),
        ]),
      ),
    );
  const most = shape.kind === 'text' ? shape.most : boxCharacters;
  return element('text', { ...common, maxLength: String(most) });
}

function words(): Element {
  const string = (id: string, text: string) => element('string', { id }, text);
  return element('policyDefinitionResources', about, [
    element('displayName', {}, deployText('admx.name')),
    element('description', {}, deployText('admx.description')),
    element('resources', {}, [
      element('stringTable', {}, [
        string('Dolphin', deployText('admx.name')),
        ...windowsBrowsers.map((browser) =>
          string(categoryOf(browser), deployText('admx.category', { browser: browserNames[browser] })),
        ),
        string(supported, deployText('admx.supported')),
        string('install', deployText('admx.install')),
        string('install_Help', deployText('admx.install-help')),
        ...settingNames.flatMap((name) => {
          const shape: Shape = settings[name];
          const { title, help, form, example } = meaningOf(name);
          const choices = shape.kind === 'choice' ? shape.of.map((word) => string(choiceName(name, word), word)) : [];
          const hint = deployText('policy-page.example', { example });
          return [
            string(name, `${title} (${name})`),
            string(`${name}_Help`, [help, form, hint].join('\n\n')),
            ...choices,
          ];
        }),
      ]),
      element(
        'presentationTable',
        {},
        settingNames.filter((name) => settings[name].kind !== 'flag').map((name) => presentation(name)),
      ),
    ]),
  ]);
}

function presentation(name: SettingName): Element {
  const { title } = meaningOf(name);
  const box =
    settings[name].kind === 'choice'
      ? element('dropdownList', { refId: name, noSort: 'true' }, title)
      : element('textBox', { refId: name }, [element('label', {}, title)]);
  return element('presentation', { id: name }, [box]);
}
