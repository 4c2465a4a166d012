/** Owns every setting that `dolphin config` knows, each with its check. */
import * as v from 'valibot';

type Setting = { schema: v.GenericSchema<string, string>; secret?: true };

const url = (...protocols: string[]) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(2000, 'is too long'),
    v.check(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol) && !/\s/.test(text),
      `must be a whole address beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    ),
  );
const line = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('must not be empty'),
  v.maxLength(300, 'is too long'),
  v.check((text) => !/\p{Cc}/u.test(text), 'must be one line'),
);
const flag = v.picklist(['true', 'false'], 'must be true or false');
const address = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/;

export const settings: Readonly<Record<string, Setting>> = {
  // Carries the mail account's password.
  'smtp.url': { schema: url('smtp:', 'smtps:'), secret: true },
  'mail.from': {
    schema: v.pipe(
      line,
      v.check(
        (text) => address.test(/<([^<>]*)>$/.exec(text)?.[1] ?? text),
        'must be a mail address such as dolphin@school.example, or Name <dolphin@school.example>',
      ),
    ),
  },
  // With it the school’s mail gateway signs what comes back.
  'mail.inbound-secret': { schema: v.pipe(line, v.minLength(20, 'must have at least 20 characters')), secret: true },
  'vapid.subject': {
    schema: v.pipe(
      line,
      v.check(
        (text) =>
          (text.startsWith('mailto:') && address.test(text.slice('mailto:'.length))) ||
          (text.startsWith('https://') && URL.canParse(text)),
        'must begin with mailto: or https:// and say whom to reach',
      ),
    ),
  },
  'oidc.issuer': { schema: url('https:') },
  'oidc.client-id': { schema: line },
  'oidc.client-secret': { schema: line, secret: true },
  'oidc.domain': {
    schema: v.pipe(line, v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain such as school.example')),
  },
  // The signature that lets anyone post is part of such an address.
  'webhook.url': { schema: url('https:'), secret: true },
  'webhook.secret': { schema: line, secret: true },
  'trust-proxy': { schema: flag },
  'show-names': { schema: flag },
};
