/** Owns judging the policies of the browser itself that open a way around the dolphin or write over other entries. */
import type { Browser } from '../deployment.ts';
import { mistake, shown, type FoundPolicy, type Mistake, type MistakeCode } from './found.ts';

type Rule = readonly [policy: string, of: readonly Browser[], isWrong: (value: unknown) => boolean, MistakeCode];

const chromium = ['chromium', 'chrome'] as const;
const all = ['chromium', 'chrome', 'edge'] as const;
const isOn = (value: unknown) => value === true || value === 1;
const isFilled = (value: unknown) => typeof value === 'string' || (Array.isArray(value) && value.length > 0);

const rules: readonly Rule[] = [
  ['IncognitoModeAvailability', chromium, (value) => value === 0, 'private-open'],
  ['IncognitoModeAvailability', chromium, (value) => ![0, 1, 2].includes(Number(value)), 'private-value'],
  ['InPrivateModeAvailability', ['edge'], (value) => value === 0, 'private-open'],
  ['InPrivateModeAvailability', chromium, () => true, 'edge-policy'],
  ['IncognitoModeAvailability', ['edge'], () => true, 'chrome-policy'],
  ['IncognitoModeUrlAllowlist', chromium, isFilled, 'private-list'],
  ['BrowserGuestModeEnabled', all, isOn, 'guest'],
  ['DeveloperToolsAvailability', all, (value) => value === 1, 'devtools'],
  ['TaskManagerEndProcessEnabled', all, isOn, 'end-process'],
  ['ExtensionInstallForcelist', all, isFilled, 'forcelist'],
  ['PrivateBrowsingModeAvailability', ['firefox'], (value) => ![0, 1, 2].includes(Number(value)), 'private-value'],
];

export function judgeBrowserPolicy({ browser, name, value, where }: FoundPolicy): Mistake[] {
  return rules
    .filter(([policy, of, isWrong]) => policy === name && of.includes(browser) && isWrong(value))
    .map(([, , , code]) => mistake(code, where, { name, value: shown(value) }));
}
