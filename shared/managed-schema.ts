/** Chrome's managed schema: flat, types and descriptions only (many other keywords stop the extension loading; measured). */
import words from './policy-words.en.json' with { type: 'json' };
import { settingNames, settings, typeOf } from './policy-settings.ts';

export type ManagedSchema = {
  type: 'object';
  properties: Record<string, { type: 'boolean' | 'string'; title: string; description: string }>;
};

export function managedSchema(): ManagedSchema {
  const properties = settingNames.map((name) => {
    const { title, help } = words.settings[name];
    return [name, { type: typeOf(settings[name]), title, description: help }] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties) };
}
