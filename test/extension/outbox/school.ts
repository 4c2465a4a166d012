/** A model school for outbox tests: keys, and a server that keeps by the contract or answers as it is told. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import * as v from 'valibot';
import type { Sealer } from '../../../extension/outbox/seal.ts';
import { fromBase64url, toBase64url } from '../../../shared/base64url.ts';
import { checkPolicy, type Policy } from '../../../shared/policy.ts';
import { reportSchema, type Report } from '../../../shared/report.ts';
import { digestOf, proofOf } from '../../../shared/wire.ts';

export type Post = { headers: Headers; body: string };
export type Script = (post: Post) => Response | Promise<Response> | undefined;

const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
const publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'school-1' };

/** A checked policy of this school, with more settings on top. */
export function policyOf(endpoint: string, more: Record<string, unknown> = {}): Policy {
  const { policy, refused } = checkPolicy({
    endpoint,
    siteCode: 'site-code',
    publicKey: JSON.stringify(publicKey),
    ...more,
  });
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  return policy;
}

/** In place of a seal where thousands are made: unreadable at rest, and opened by the model school alone. */
export const quickSealer: Sealer = {
  warm: async () => undefined,
  async seal(report, { kid }) {
    const sealed = `q.${toBase64url(veiled(new TextEncoder().encode(JSON.stringify(report))))}.${crypto.randomUUID()}`;
    return { kid, sealed, digest: await digestOf(sealed) };
  },
};

function veiled(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.map((byte) => byte ^ 0xa5);
}

export async function open(body: string): Promise<{ report: Report; header: object; bytes: number }> {
  if (body.startsWith('q.')) {
    const bytes = veiled(fromBase64url(body.split('.')[1] ?? '') ?? new Uint8Array());
    return {
      report: v.parse(reportSchema, JSON.parse(new TextDecoder().decode(bytes))),
      header: {},
      bytes: bytes.length,
    };
  }
  const { plaintext, protectedHeader } = await compactDecrypt(body, pair.privateKey);
  const json: unknown = JSON.parse(new TextDecoder().decode(plaintext));
  return { report: v.parse(reportSchema, json), header: protectedHeader, bytes: plaintext.length };
}

export function problem(status: number, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ title: 'no', status, now: headers['x-now'] });
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } });
}

export function bodyOf(init: RequestInit | undefined): string {
  return typeof init?.body === 'string' ? init.body : '';
}

export type School = ReturnType<typeof createSchool>;

/** Every request is noted; `script` may answer first, otherwise it is kept by the contract. */
export function createSchool({ told = true }: { told?: boolean } = {}) {
  const posts: Post[] = [];
  const stored = new Map<string, { digest: string; receivedAt: string; report: Report; posts: number }>();
  /** Word of what befell a queue: counted apart from what it is about. */
  const words = new Map<string, { digest: string; receivedAt: string; report: Report; posts: number }>();
  const gate: { script: Script | undefined } = { script: undefined };

  async function accept({ headers, body }: Post, change: Record<string, unknown> = {}): Promise<Response> {
    const id = (headers.get('idempotency-key') ?? '').slice(1, -1);
    const digest = await digestOf(body);
    const { report } = await open(body);
    const place = 'incident' in report ? words : stored;
    const known = place.get(id);
    if (known && known.digest !== digest) return problem(422);
    if (!known) place.set(id, { digest, receivedAt: new Date().toISOString(), report, posts: 0 });
    const kept = place.get(id)!;
    kept.posts += 1;
    const { receivedAt } = kept;
    const proof = await proofOf(report.statusKey, { id, digest, receivedAt, told });
    const status = known ? 'duplicate' : 'stored';
    const answer = { id, digest, status, receivedAt, now: new Date().toISOString(), told, proof, ...change };
    return Response.json(answer, { status: known ? 200 : 201 });
  }

  async function answer(post: Post): Promise<Response> {
    posts.push(post);
    return (await gate.script?.(post)) ?? accept(post);
  }

  return {
    posts,
    stored,
    words,
    accept,
    answer,
    /** `undefined` goes back to the contract. */
    follow: (script: Script | undefined) => void (gate.script = script),
    /** In place of a network. */
    fetch: (async (_url: string, init: RequestInit) =>
      answer({ headers: new Headers(init.headers), body: bodyOf(init) })) as typeof fetch,
  };
}

/** The same school on a loopback port. */
export async function listen(school: School): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    void handle(school, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function handle(school: School, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const body = await text(request);
  const answer = await school.answer({ headers, body });
  // A response of status 599 stands for a connection that is cut after the body was read.
  if (answer.status === 599) return void request.socket.destroy();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
