/** Queries, in linear time and bounded. Koa's own parser takes the square of the number of parameters. */
import { invalidField } from '../errors.ts';

export type Query = Record<string, string | string[]>;

/** A parameter that is given several times becomes a list, which the route's schema takes or refuses. @throws {HubError} validation_failed */
export function parseQuery(text: string, maxParameters: number): Query {
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
