/** Reads a request's JSON with a limit and a schema, and says in a plain sentence what was wrong. */
import * as v from 'valibot';
import { problem } from '../http/problem.ts';
import { text } from './text.ts';

export type Read<T> = { ok: true; value: T } | { ok: false; answer: Response };

/** @param most bytes of the body; what is longer is not read to its end */
export async function readJson<const S extends v.GenericSchema>(
  request: Request,
  schema: S,
  most: number,
): Promise<Read<v.InferOutput<S>>> {
  // A form of another site can send text, but not this type without asking first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('Content-Type') ?? ''))
    return { ok: false, answer: problem(415, text.notJson) };
  const body = await readText(request, most);
  if (body === undefined) return { ok: false, answer: problem(413, text.tooLong) };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, answer: problem(400, text.notJson) };
  }
  const checked = v.safeParse(schema, value);
  if (checked.success) return { ok: true, value: checked.output };
  const [issue] = checked.issues;
  const field = v.getDotPath(issue);
  // Messages of our own begin with "must"; valibot's would repeat what was sent.
  const detail = field && issue.message.startsWith('must') ? text.notRight(field, issue.message) : text.notJson;
  return { ok: false, answer: problem(400, detail) };
}

async function readText(request: Request, most: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
