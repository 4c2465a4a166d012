/** Every way in which a school, or what stands between, can answer one POST. */
import { problem, type Post, type School } from './school.ts';

type Answering = (post: Post, school: School) => Response | Promise<Response>;

const cut = (): never => {
  throw new TypeError('Failed to fetch');
};
const page = (status: number, headers: Record<string, string> = {}): Response =>
  new Response('<!doctype html><title>Log in</title>', {
    status,
    headers: { 'content-type': 'text/html', ...headers },
  });

export const ways = {
  right: (post, school) => school.accept(post),
  'stored, and the answer lost': async (post, school) => {
    await school.accept(post);
    return cut();
  },
  dead: cut,
  'half an answer': async (post, school) => {
    const answer = await school.accept(post);
    return new Response((await answer.text()).slice(0, 40), { status: answer.status });
  },
  'a page with 200': () => page(200),
  'nothing with 204': () => new Response(null, { status: 204 }),
  'a redirect': () => page(302, { location: '/login' }),
  '500': () => problem(500),
  '503 with seconds': () => problem(503, { 'retry-after': '90' }),
  '429 with seconds': () => problem(429, { 'retry-after': '60' }),
  '429 with a date': () =>
    problem(429, { 'retry-after': 'Fri, 20 Nov 2026 10:10:00 GMT', 'x-now': '2026-11-20T10:00:00.000Z' }),
  '401': () => problem(401),
  '403 of a filter': () => page(403),
  '404': () => problem(404),
  '413': () => problem(413),
  '422': () => problem(422),
  '409': () => problem(409, { 'retry-after': '2' }),
  'another digest': (post, school) => school.accept(post, { digest: 'A'.repeat(43) }),
  'another id': (post, school) => school.accept(post, { id: '00000000-0000-4000-8000-000000000000' }),
  'a forged proof': (post, school) => school.accept(post, { proof: 'A'.repeat(43) }),
  'no proof': (post, school) => school.accept(post, { proof: undefined }),
} satisfies Record<string, Answering>;
export type Way = keyof typeof ways;

/** Sets how the school answers from now on. */
export function answerWith(school: School, way: Way): void {
  school.follow(async (post) => ways[way](post, school));
}
