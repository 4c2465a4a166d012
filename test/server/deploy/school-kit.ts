/** A school's kit for tests: a name that wants to break every format, and files by their path. */
import { kitOf } from '../../../server-stub/deploy/kit.ts';
import type { Deployment } from '../../../server-stub/deploy/deployment.ts';
import { firefoxId } from '../../../shared/extension-ids.ts';
import { encodeSetupCode } from '../../../shared/setup-code.ts';

export const school = `Ysgol Tŷ & O'Neill "Primary" <1> \\ $\{x} 学校`;
export const origin = 'https://dolphin.school.example';
export const publicKey = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43), kid: 'k1' };
export const id = 'abcdefghijklmnopabcdefghijklmnop';
export const setup = encodeSetupCode({
  endpoint: origin,
  siteCode: 'a-site-code',
  publicKey: JSON.stringify(publicKey),
  schoolName: school,
});

export const deployment: Deployment = {
  school,
  origin,
  fingerprint: 'acorn bear cat',
  chromiumId: id,
  firefoxId,
  values: { setup, room: `Llyfrgell Tŷ & "1" \\ <x>`, onPageDolphin: true, roaming: false, tier: 'ks1' },
};

export const kit: ReadonlyMap<string, Uint8Array> = new Map(
  kitOf(deployment).map(({ path, content }) => [
    path,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  ]),
);

export function fileOf(path: string): Uint8Array {
  const file = kit.get(path);
  if (!file) throw new Error(`The kit has no ${path}.`);
  return file;
}

/** As text, whatever its encoding. */
export function textOf(path: string): string {
  const bytes = fileOf(path);
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
}
