/** Methods that a route does not support. */
import { ROUTE_SCOPES, type ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';
import { RawConnection } from '../limits/raw-connection.ts';

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

describe('every path of the API', () => {
  const ID = 'b0b5ae2e-0000-4000-8000-000000000000';
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
  const routes = Object.keys(ROUTE_SCOPES).map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return { method, path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
  });
  const paths = [...new Set(routes.map(({ path }) => path.replaceAll(/\{\w+\}/g, ID)))];

  /** `/captures/timeline` is a path of `/captures/{id}` too. */
  function allowedAt(path: string): Set<string> {
    const taken = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return new Set([...taken, ...(taken.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
  }

  it.each(paths)('%s answers other methods with 405, Allow and a JSON error', async (path) => {
    const allowed = allowedAt(path);
    for (const method of METHODS.filter((one) => one === 'OPTIONS' || !allowed.has(one))) {
      const connection = await RawConnection.open(hub.url);
      const authorization = `Authorization: Bearer ${token}`;
      connection.send(`${method} /api/v1${path} HTTP/1.1`, 'Host: hub', 'Connection: close', authorization);
      const { status, headers, body } = await connection.lastAnswer();
      expect([method, status]).toEqual([method, method === 'OPTIONS' ? 204 : 405]);
      expect(new Set(headers['allow']?.split(', '))).toEqual(allowed);
      const code = body === '' ? undefined : (JSON.parse(body) as ErrorBody).code;
      expect([method, code]).toEqual([method, method === 'OPTIONS' || method === 'HEAD' ? undefined : 'method_not_allowed']);
    }
  });
});
