/** Owns letting only signed-in people through. */
import type { MiddlewareHandler } from 'hono';
import type { Person } from '../people/person.ts';
import { say } from '../text/say.ts';
import { problem } from './problem.ts';

/** Routes behind `signedIn` find who asks under `person`. */
export type SignedIn = { Variables: { person: Person } };

export function signedIn(personOf: (request: Request) => Promise<Person | undefined>): MiddlewareHandler<SignedIn> {
  return async (c, next) => {
    const person = await personOf(c.req.raw);
    if (!person) return problem(401, say('signIn'), { headers: { 'WWW-Authenticate': 'Bearer' } });
    c.set('person', person);
    await next();
    return undefined;
  };
}
