/** Methods that a route does not support. */
import type { ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

const REQUESTS: readonly (readonly [method: string, path: string, allow: string])[] = [
  ['PATCH', '/api/v1/camera/settings', 'HEAD, GET, PUT, OPTIONS'],
  ['GET', '/api/v1/camera/capture', 'POST, OPTIONS'],
  ['PUT', '/api/v1/captures/b0b5ae2e-0000-4000-8000-000000000000', 'HEAD, GET, PATCH, DELETE, OPTIONS'],
  ['DELETE', '/api/v1/cameras/cam/settings', 'HEAD, GET, PUT, OPTIONS'],
  ['POST', '/health', 'HEAD, GET, OPTIONS'],
  ['POST', '/metrics', 'GET, HEAD, OPTIONS'],
  ['POST', '/openapi.json', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/docs', 'GET, HEAD, OPTIONS'],
  ['POST', '/', 'GET, HEAD, OPTIONS'],
  ['GET', '/ingest/v1/captures/b0b5ae2e-0000-4000-8000-000000000000', 'PUT, OPTIONS'],
];
const call = (method: string, path: string): Promise<Response> =>
  fetch(`${hub.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

it.each(REQUESTS)('%s %s answers 405 with the allowed methods', async (method, path, allow) => {
  const response = await call(method, path);
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  expect(((await response.json()) as ErrorBody).code).toBe('method_not_allowed');
});

it.each(REQUESTS)('OPTIONS answers the same allowed methods as %s %s', async (_method, path, allow) => {
  const response = await fetch(`${hub.url}${path}`, { method: 'OPTIONS' });
  expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([204, allow, '']);
});

it('an unknown path answers 404 for every method', async () => {
  for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) expect((await call(method, '/api/v1/nowhere')).status).toBe(404);
});
