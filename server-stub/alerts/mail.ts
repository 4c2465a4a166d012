/** Owns sending mail: over TLS or not at all, with what the other side said about it. */
import type { ConnectionOptions } from 'node:tls';
import { createTransport } from 'nodemailer';

export type Mail = { to: string; subject: string; text: string; messageId: string; inReplyTo?: string };
export type MailEnd =
  | { ok: true; result: string }
  /** `permanent`: trying again would not help; the mail server has refused it. */
  | { ok: false; permanent: boolean; result: string };
export type SendMail = (mail: Mail) => Promise<MailEnd>;

const patienceMs = 20_000;

type Settings = { url: string; from: string; tls?: ConnectionOptions };

function transportOf(settings: Settings) {
  const url = new URL(settings.url);
  const secure = url.protocol === 'smtps:';
  return createTransport({
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    // Sensitive mail goes encrypted or it does not go.
    requireTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    ...(settings.tls ? { tls: settings.tls } : {}),
  });
}

/** Connects, encrypts and signs in, and sends nothing: `ok`, or a short name of what is wrong. */
export async function checkMail(settings: Settings): Promise<string> {
  const transport = transportOf(settings);
  try {
    await transport.verify();
    return 'ok';
  } catch (error) {
    return failed(error).result;
  } finally {
    transport.close();
  }
}

/** @param settings `tls` only for tests and for a school's own certificate authority */
export function createMailer(settings: Settings): SendMail {
  const transport = transportOf(settings);
  return async ({ to, subject, text, messageId, inReplyTo }) => {
    try {
      const sent = await transport.sendMail({
        from: settings.from,
        to: { name: '', address: to },
        subject,
        text,
        messageId,
        ...(inReplyTo ? { inReplyTo, references: inReplyTo } : {}),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      return sent.accepted.length > 0
        ? { ok: true, result: code(sent.response) }
        : { ok: false, permanent: true, result: code(sent.response) };
    } catch (error) {
      return failed(error);
    } finally {
      transport.close();
    }
  };
}

/** The reply's code alone: its words may quote addresses. */
function code(response: string): string {
  return /^\d{3}(?: \d\.\d{1,3}\.\d{1,3})?/.exec(response)?.[0] ?? 'sent';
}

function failed(error: unknown): MailEnd {
  const { responseCode, code: name } = error as { responseCode?: number; code?: string };
  if (responseCode !== undefined) return { ok: false, permanent: responseCode >= 500, result: String(responseCode) };
  // Without TLS it is never sent, however often it is tried: that is for a technician to mend.
  return {
    ok: false,
    permanent: name === 'ETLS' || name === 'EENVELOPE',
    result: /^E[A-Z]{2,20}$/.exec(name ?? '')?.[0] ?? 'failed',
  };
}
