/** Owns opening a sealed report with the school's key and judging what was inside. */
import { compactDecrypt } from 'jose';
import * as v from 'valibot';
import { reportSchema, type Report } from '../../shared/report.ts';
import type { Keys } from '../storage/keys.ts';

export type Unsealed =
  | { ok: true; report: Report; content: Record<string, unknown> }
  /** `content` is what was inside when the seal opened and it still is no report. */
  | { ok: false; why: 'key' | 'seal' | 'content'; content?: Record<string, unknown> };

/** Opens `body`, sealed for `kid`, which must hold the report `id`. Never throws. */
export async function unseal(keys: Keys, body: string, kid: string, id: string): Promise<Unsealed> {
  const key = keys.schoolKeys.get(kid);
  if (!key) return { ok: false, why: 'key' };
  let plaintext: Uint8Array;
  try {
    ({ plaintext } = await compactDecrypt(body, key, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }));
  } catch {
    // Changed on the way, or sealed for another key under this name.
    return { ok: false, why: 'seal' };
  }
  const content = readContent(plaintext);
  const parsed = v.safeParse(reportSchema, content);
  if (!parsed.success || parsed.output.id !== id) return { ok: false, why: 'content', content: withoutKey(content) };
  return { ok: true, report: parsed.output, content: withoutKey(content) };
}

function readContent(plaintext: Uint8Array): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  } catch {
    // Falls through: what is not an object of JSON is kept as the text it is.
  }
  return { text: new TextDecoder().decode(plaintext).trimEnd() };
}

/** The key that reads the status is never stored, in whatever box. */
function withoutKey(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([name]) => name !== 'statusKey'));
}
