/** Extends Koa's request: the client behind trusted proxies, and bounded queries. */
import type Koa from 'koa';
import { invalidField } from '../errors.ts';
import type { ClientOf } from '../network/client.ts';

/**
 * Bases Koa's `ip`, `protocol`, `secure`, `host` and `hostname` on `clientOf`, which knows the trusted proxies.
 * Replaces `query`: the time of Koa's own parser grows with the square of the number of parameters.
 */
export function extendRequest(app: Koa, clientOf: ClientOf, maxQueryParameters: number): void {
  const getter = (read: (request: Koa.Request) => unknown): PropertyDescriptor => ({
    get(this: Koa.Request) {
      return read(this);
    },
  });
  Object.defineProperties(app.request, {
    ip: getter(({ req }) => clientOf(req).address),
    protocol: getter(({ req }) => clientOf(req).protocol),
    host: getter(({ req }) => clientOf(req).host),
    query: getter(({ querystring }) => parseQuery(querystring, maxQueryParameters)),
  });
}

/** A repeated parameter becomes a list; the route's schema accepts or refuses it. @throws {HubError} validation_failed */
function parseQuery(text: string, maxParameters: number): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > maxParameters)
      throw invalidField({ path: 'query', message: `has more than ${maxParameters} parameters`, max: maxParameters });
    const before = values.get(name);
    if (before === undefined) values.set(name, value);
    else if (typeof before === 'string') values.set(name, [before, value]);
    else before.push(value);
  }
  return Object.fromEntries(values);
}
