/** Owns the headers of every answer: what pages may load, and who may read what devices get. */
import type { MiddlewareHandler } from 'hono';
import { headers as wire } from '../../shared/wire.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const everywhere: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex, nofollow',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()',
};

/** `secure`: the server itself speaks TLS, so browsers may insist on it. */
export function securityHeaders({ secure }: { secure: boolean }): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(everywhere)) c.res.headers.set(name, value);
    if (secure) c.res.headers.set('Strict-Transport-Security', 'max-age=31536000');
    if (!/^\/v1(\/|$)/.test(c.req.path)) c.res.headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  };
}

const allowedHeaders = [
  'Authorization',
  'Content-Type',
  wire.idempotencyKey,
  wire.seq,
  wire.gen,
  wire.digest,
  wire.attempt,
  wire.sent,
  wire.device,
  wire.signature,
  'Last-Event-ID',
  'If-None-Match',
].join(', ');

/** Devices call from an extension's origin. No cookie opens anything under /v1, so any origin may read its answers. */
export function deviceCors(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS')
      return new Response(null, {
        status: 204,
        headers: {
          'Access-Control-Allow-Origin': '*',
          // `*` would not cover Authorization.
          'Access-Control-Allow-Headers': allowedHeaders,
          'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
          'Access-Control-Max-Age': '7200',
        },
      });
    await next();
    c.res.headers.set('Access-Control-Allow-Origin', '*');
    c.res.headers.set('Access-Control-Allow-Headers', allowedHeaders);
    c.res.headers.set('Access-Control-Expose-Headers', 'Retry-After, Date, ETag');
    return undefined;
  };
}
