/** Owns opening a sealed report with the school's key and judging what was inside. */
import * as v from 'valibot';
import { reportSchema, statusKeySchema, type Report } from '../../shared/report.ts';
import type { Keys } from '../storage/keys.ts';
import { openSeal } from './open-seal.ts';
import type { Sealed } from './sealed-body.ts';

export type Unsealed =
  | { ok: true; report: Report; content: Record<string, unknown> }
  | { ok: false; why: 'key' | 'seal' }
  /** The seal opened, and inside is no report. With the right id and a key it can be proven all the same. */
  | { ok: false; why: 'content'; content: Record<string, unknown>; statusKey?: string };

/** Opens what must hold the report `id`. Never throws. */
export async function unseal(keys: Keys, sealed: Sealed, id: string): Promise<Unsealed> {
  const key = keys.schoolKeys.get(sealed.header.kid);
  if (!key) return { ok: false, why: 'key' };
  const plaintext = await openSeal(sealed, key);
  if (!plaintext) return { ok: false, why: 'seal' };
  const content = readContent(plaintext);
  const parsed = v.safeParse(reportSchema, content);
  if (!parsed.success || parsed.output.id !== id)
    return { ok: false, why: 'content', content: withoutKey(content), ...keyOf(content, id) };
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

function keyOf(content: Record<string, unknown>, id: string): { statusKey?: string } {
  const { statusKey } = content;
  return content['id'] === id && v.is(statusKeySchema, statusKey) ? { statusKey } : {};
}

/** The key that reads the status is never stored, in whatever box. */
function withoutKey(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([name]) => name !== 'statusKey'));
}
