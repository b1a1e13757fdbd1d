/** The paths of the REST interface. Each handler returns what is answered as JSON. */
import { z } from 'zod';
import { contentSchema, type RuleInput } from '../rules/schema.ts';
import type { Controlled } from './controlled.ts';

export interface Call {
  readonly proxy: Controlled;
  /** The part of the path that names a rule or a connection. */
  readonly name: string;
  readonly body: unknown;
  readonly stop: () => void;
}

interface Route {
  readonly status: number;
  readonly handle: (call: Call) => unknown;
}

const enabling = z.strictObject({ enabled: z.boolean() });
const injection = z.strictObject({ direction: z.enum(['up', 'down']), message: contentSchema });

/** `*` stands for a name. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  '/v1/rules': {
    GET: { status: 200, handle: ({ proxy }) => ({ rules: proxy.rules.counts() }) },
    // The rule book checks the rule.
    POST: { status: 201, handle: ({ proxy, body }) => ({ name: proxy.rules.add(body as RuleInput) }) },
  },
  '/v1/rules/*': {
    PATCH: { status: 204, handle: ({ proxy, name, body }) => proxy.rules.setEnabled(name, enabling.parse(body).enabled) },
    DELETE: { status: 204, handle: ({ proxy, name }) => proxy.rules.remove(name) },
  },
  '/v1/rules/*/release': { POST: { status: 204, handle: ({ proxy, name }) => proxy.rules.release(name) } },
  '/v1/release': { POST: { status: 204, handle: ({ proxy }) => proxy.rules.release() } },
  '/v1/connections': { GET: { status: 200, handle: ({ proxy }) => ({ connections: proxy.connections }) } },
  '/v1/connections/*': { DELETE: { status: 204, handle: ({ proxy, name }) => proxy.cut(name) } },
  '/v1/connections/*/messages': { POST: { status: 204, handle: injectMessage } },
  '/v1/stop': { POST: { status: 202, handle: ({ stop }) => stop() } },
};

export interface Found {
  readonly methods: Readonly<Record<string, Route>>;
  readonly name: string;
}

export function findRoute(path: string): Found | undefined {
  const [, version, collection, name, ...rest] = path.split('/');
  const pattern = ['', version, collection, ...(name === undefined ? [] : ['*']), ...rest].join('/');
  const methods = Object.hasOwn(ROUTES, pattern) ? ROUTES[pattern] : undefined;
  return methods && { methods, name: name ?? '' };
}

function injectMessage({ proxy, name, body }: Call): void {
  const { direction, message } = injection.parse(body);
  proxy.inject(name, direction, message);
}
