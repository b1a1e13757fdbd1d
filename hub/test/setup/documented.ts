/** Whether the OpenAPI document names an error that the hub gives. */
import { ROUTE_SCOPES, type ErrorCode, type RouteName } from '@eyepiece/shared-types';
import { OPERATION_NOTES } from '../../src/http/documents/notes.ts';

/** Codes that depend on the method, the rights and the body of a route; `errors.ts` derives them. */
const DERIVED: ReadonlySet<ErrorCode> = new Set([
  'validation_failed',
  'invalid_json',
  'unauthenticated',
  'session_expired',
  'forbidden',
  'bad_origin',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'target_too_long',
  'unsupported_media_type',
  'rate_limited',
  'headers_too_large',
  'internal',
  'database_unavailable',
  'shutting_down',
  'too_many_connections',
  'no_space',
]);

/** In the order of the router: `/captures/timeline` before `/captures/{id}`. */
const ROUTES = (Object.keys(ROUTE_SCOPES) as RouteName[])
  .map((name) => ({ name, pattern: new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`) }))
  .toSorted((a, b) => Number(a.name.includes('{')) - Number(b.name.includes('{')));

/** @param path below /api/v1, without the query @throws {Error} for a code that the document does not name */
export function assertDocumented(method: string, path: string, code: ErrorCode): void {
  const route = ROUTES.find(({ pattern }) => pattern.test(`${method === 'HEAD' ? 'GET' : method} ${path}`));
  if (!route || DERIVED.has(code)) return;
  const { errors = [] } = OPERATION_NOTES[route.name];
  if (!errors.includes(code))
    throw new Error(`${route.name} gives ${code}, which its document does not name (hub/src/http/documents/notes)`);
}
