/** Owns docs/policy.md: every setting with its form, its limits and its meaning, written from the schema. */
import { meaningOf } from './meaning.ts';
import { settingNames, settings, typeOf } from '../../shared/policy-settings.ts';
import { deployText } from './words.ts';

/** The page as Markdown that Prettier leaves alone. */
export function policyPage(): string {
  const sections = settingNames.map((name) => {
    const { title, help, example, form } = meaningOf(name);
    return [
      `## ${name}`,
      '',
      `**${title}.** ${help}`,
      '',
      `- ${form}`,
      `- ${deployText('policy-page.type', { json: typeOf(settings[name]), registry: registryType(name) })}`,
      `- ${deployText('policy-page.example', { example: `\`${example}\`` })}`,
      '',
    ].join('\n');
  });
  return `${deployText('policy-page.head')}\n\n${sections.join('\n')}`;
}

function registryType(name: (typeof settingNames)[number]): string {
  return typeOf(settings[name]) === 'boolean' ? 'REG_DWORD' : 'REG_SZ';
}
