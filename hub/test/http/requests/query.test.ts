/** URLs, headers and queries beyond their limits, with and without a sign-in. */
import type { ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';
import { codeOf, RawConnection } from '../limits/raw-connection.ts';

const hub = useHub({ metricsToken: 'for-prometheus-alone' });
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

async function refused(...lines: string[]): Promise<[number, string]> {
  const connection = await RawConnection.open(hub.url);
  connection.send(...lines, 'Host: hub');
  const answer = await connection.lastAnswer();
  return [answer.status, codeOf(answer)];
}

it('a URL above 8 kB is refused on every route', async () => {
  const query = 'a&'.repeat(16_000);
  for (const path of ['/health', '/', '/api/v1/captures', '/socket.io/', '/ingest/v1']) {
    expect(await refused(`GET ${path}?${query} HTTP/1.1`)).toEqual([414, 'target_too_long']);
  }
  const metrics = await fetch(`${hub.url}/metrics`, { headers: { authorization: 'Bearer for-prometheus-alone' } });
  expect(await metrics.text()).toContain('eyepiece_refusals_total{reason="target_too_long"} 5');
});

it('a shorter query is ignored by routes without parameters, and limited in the others', async () => {
  const path = `?${'a&'.repeat(4000)}`;
  expect((await fetch(`${hub.url}/health${path}`)).status).toBe(200);
  const response = await hub.api(`/captures${path}`, { token });
  const body = (await response.json()) as ErrorBody;
  expect([response.status, body.code, body.issues?.[0]]).toEqual([
    400,
    'validation_failed',
    { path: 'query', message: 'has more than 100 parameters', max: 100 },
  ]);
});

it('a repeated parameter is refused with its name', async () => {
  const response = await hub.api('/captures?limit=5&limit=6', { token });
  expect([response.status, ((await response.json()) as ErrorBody).issues?.[0]?.path]).toEqual([400, 'query.limit']);
  expect((await hub.api('/captures?__proto__=1&constructor=2', { token })).status).toBeLessThan(500);
});

it('headers are limited to 16 kB, and to 64 kB for uploads', async () => {
  const header = (bytes: number): string => `X-Long: ${'x'.repeat(bytes)}`;
  expect(await refused('GET /health HTTP/1.1', header(17_000))).toEqual([431, 'headers_too_large']);
  expect(await refused('GET /socket.io/?EIO=4&transport=polling HTTP/1.1', header(17_000))).toEqual([431, 'headers_too_large']);
  expect(
    await refused(`PUT /ingest/v1/captures/${crypto.randomUUID()} HTTP/1.1`, header(17_000), 'Connection: close', 'Content-Length: 0'),
  ).toEqual([401, 'unauthenticated']);
  expect(await refused(`PUT /ingest/v1/captures/${crypto.randomUUID()} HTTP/1.1`, header(80_000), 'Content-Length: 0')).toEqual([
    431,
    'headers_too_large',
  ]);
});

it('an absolute URL is reduced to its path, and a target without a path is refused', async () => {
  const connection = await RawConnection.open(hub.url);
  connection.send('GET http://hub/health?x HTTP/1.1', 'Host: hub', 'Connection: close');
  expect((await connection.lastAnswer()).status).toBe(200);
  expect(await refused('OPTIONS * HTTP/1.1')).toEqual([400, 'validation_failed']);
});
