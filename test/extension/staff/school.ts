/** A small school's server behind `fetch`: the staff API as far as the staff side uses it. */
import type { ReportView } from '../../../shared/staff-api.ts';

export const endpoint = 'https://dolphin.school.example';

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });

export type School = ReturnType<typeof createSchool>;

export function createSchool() {
  const reports: ReportView[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const requests: { method: string; path: string; token: string | null; lastId: string | null; body: unknown }[] = [];
  const tokens = new Set<string>();
  const device: { answer: { token: string } | { error: string } } = { answer: { error: 'authorization_pending' } };
  let reachable = true;
  let brokenLists = 0;
  let sent = 0;

  const put = (report: ReportView) => {
    const index = reports.findIndex(({ id }) => id === report.id);
    if (index < 0) reports.push(report);
    else reports[index] = report;
  };

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const path = pathname.replace(/^\/api/, '');
    const token = request.headers.get('Authorization')?.replace('Bearer ', '') ?? null;
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    requests.push({ method: request.method, path, token, lastId: request.headers.get('Last-Event-ID'), body });
    if (!reachable) throw new TypeError('Failed to fetch');
    if (path === '/device/code')
      return json({
        deviceCode: 'secret',
        userCode: 'BCDF-GHJK',
        verificationUri: `${endpoint}/connect`,
        verificationUriComplete: `${endpoint}/connect?code=BCDF-GHJK`,
        expiresIn: 600,
        interval: 5,
      });
    if (path === '/device/token') return json(device.answer, 'token' in device.answer ? 200 : 400);
    if (token === null || !tokens.has(token)) return json({ detail: 'Sign in first.' }, 401);
    if (path === '/me') return json({ id: 'p', name: 'Amina Khan', grants: [] });
    if (path === '/reports') return brokenLists-- > 0 ? json({}, 503) : json({ reports });
    if (path === '/events') {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          streams.add(controller);
          request.signal.addEventListener('abort', () => streams.delete(controller));
        },
      });
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
    }
    if (path === '/session') {
      tokens.delete(token);
      return new Response(null, { status: 204 });
    }
    const [, , id, action] = path.split('/');
    const found = reports.find((report) => report.id === id);
    if (!found) return json({ detail: 'There is no such report for you.' }, 404);
    if (action === 'acknowledge') put({ ...found, state: 'acknowledged', acknowledgedBy: 'Amina Khan' });
    if (action === 'not-mine') put({ ...found, notMine: ['Amina Khan'] });
    return json({ report: reports.find((report) => report.id === id) });
  }

  return {
    fetch: (async (input: string, init?: RequestInit) => answer(new Request(input, init))) as typeof fetch,
    requests,
    reports,
    tokens,
    device,
    isStreaming: () => streams.size > 0,
    reach: (next: boolean) => (reachable = next),
    breakLists: (count: number) => (brokenLists = count),
    cut: () => {
      for (const stream of streams) stream.error(new TypeError('network error'));
      streams.clear();
    },
    /** Stores a report and tells every open stream. */
    tell(name: string, report: ReportView) {
      put(report);
      sent += 1;
      const text = `id: ${sent}\nevent: ${name}\ndata: ${JSON.stringify({ report })}\n\n`;
      for (const stream of streams) stream.enqueue(new TextEncoder().encode(text));
    },
  };
}
