/** Makes reports as a device does: for every test that needs one to arrive. */
import { randomBytes, randomUUID } from 'node:crypto';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import type { Accepted } from '../../shared/answer.ts';
import { padReport, type FollowUp, type Press, type Report } from '../../shared/report.ts';
import {
  digestHeader,
  digestOf,
  headers,
  proofOf,
  readKeyOf,
  reportContentType,
  sealedContentType,
} from '../../shared/wire.ts';

export type SealedReport = { id: string; body: string; report: Report };
type PublicKey = JWK & { kid: string };

/** A press with everything that must be there; `members` override. */
export function pressOf(members: Partial<Press> = {}): Press {
  return {
    kind: 'press',
    id: randomUUID(),
    url: 'https://example.test/page?q=1',
    occurredAt: '2026-09-15T10:20:30.123+01:00',
    statusKey: randomBytes(16).toString('base64url'),
    ext: '0.1.0',
    ...members,
  };
}

/** A follow-up of `press`, carrying its key. */
export function followUpOf(press: Press, members: Partial<FollowUp> = {}): FollowUp {
  return {
    kind: 'follow-up',
    id: randomUUID(),
    pressId: press.id,
    statusKey: press.statusKey,
    occurredAt: '2026-09-15T10:21:00.000+01:00',
    ext: '0.1.0',
    ...members,
  };
}

/** Seals bytes for a school's public key, with the header of the wire; `header` overrides. */
export async function sealBytes(
  plaintext: Uint8Array,
  publicKey: PublicKey,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: publicKey.kid, cty: sealedContentType, ...header })
    .encrypt(await importJWK(publicKey, 'ECDH-ES'));
}

/** Pads and seals a report. */
export async function sealReport(report: Report, publicKey: PublicKey): Promise<SealedReport> {
  const padded = padReport(report);
  if (!padded) throw new Error('The report is too long to be padded.');
  return { id: report.id, body: await sealBytes(padded, publicKey), report };
}

/** The request a device makes; `more` overrides or, with an empty text, leaves out a header. */
export async function requestOf(
  { id, body }: Pick<SealedReport, 'id' | 'body'>,
  siteCode: string,
  more: Record<string, string> = {},
): Promise<RequestInit> {
  const all: Record<string, string> = {
    'Content-Type': reportContentType,
    Authorization: `Bearer ${siteCode}`,
    [headers.idempotencyKey]: `"${id}"`,
    [headers.digest]: digestHeader(await digestOf(body)),
    [headers.seq]: '1',
    [headers.gen]: '0b7ac0fe-4f1d-4c2a-8d1e-2f3a4b5c6d7e',
    [headers.attempt]: '1',
    [headers.sent]: '1789464030123',
    ...more,
  };
  return {
    method: 'POST',
    body,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
  };
}

/** What a device checks before it lets go of a report. */
export async function isProven({ report, body }: SealedReport, answer: Accepted): Promise<boolean> {
  const { id, digest, receivedAt, told, proof } = answer;
  if (id !== report.id || digest !== (await digestOf(body)) || proof === undefined) return false;
  return proof === (await proofOf(report.statusKey, { id, digest, receivedAt, told }));
}

/** The bearer that reads a press's status. */
export async function statusBearer({ report }: SealedReport): Promise<string> {
  return `Bearer ${await readKeyOf(report.statusKey)}`;
}
