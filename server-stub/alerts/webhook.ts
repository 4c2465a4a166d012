/** Owns telling a school's own program or Teams channel that there is an alert: signed, and without any content. */
import { createHmac } from 'node:crypto';
import { notices } from '../text/notices.ts';
import type { SafePost } from './safe-post.ts';

export type Hook = { url: string; secret?: string };

/** Microsoft's Workflows take an Adaptive Card; their address is itself the secret. */
function isWorkflow(url: string): boolean {
  return /\.(logic\.azure\.com|api\.powerplatform\.com)$/.test(new URL(url).hostname);
}

export function hookBody(url: string, id: string, at: string): string {
  if (!isWorkflow(url)) return JSON.stringify({ event: 'alert', id, at });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'TextBlock', text: notices.card, wrap: true }],
  };
  return JSON.stringify({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  });
}

/** `t=<seconds>,v1=<hex HMAC-SHA-256 over t.body>`: whoever has the secret can tell that it is ours, and when it was made. */
export function hookSignature(secret: string, body: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

export async function callHook(post: SafePost, { url, secret }: Hook, id: string, at: string) {
  const body = hookBody(url, id, at);
  const signed = secret ? { 'Dolphin-Signature': hookSignature(secret, body, Math.floor(Date.parse(at) / 1000)) } : {};
  const posted = await post(url, body, { 'Content-Type': 'application/json', ...signed });
  const ok = posted.ok && posted.status >= 200 && posted.status < 300;
  const permanent = posted.ok
    ? posted.status >= 400 && posted.status < 500 && posted.status !== 429
    : posted.why === 'refused';
  return { ok, permanent, result: posted.ok ? String(posted.status) : posted.why };
}
