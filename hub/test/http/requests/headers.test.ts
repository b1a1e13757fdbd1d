/** Security and cache headers, and details withheld from people who are not signed in. */
import type { Capture } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';

const hub = useHub({ allowedOrigins: ['https://lab.example'] });
let token: string;
let captureId: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  await hub.camera({ cameraId: 'cam' }).connect();
  const taken = await hub.api('/camera/capture', { method: 'POST', token, json: {} });
  captureId = ((await taken.json()) as Capture).id;
});

it('a page may connect only to its own host and allowed origins, and may not be framed', async () => {
  const { headers } = await fetch(`${hub.url}/docs`);
  const policy = headers.get('content-security-policy') ?? '';
  const { host } = new URL(hub.url);
  expect(policy.split(';')).toContain(`connect-src 'self' ws://${host} wss://${host} ws://lab.example wss://lab.example`);
  expect(headers.get('x-frame-options')).toBe('DENY');
});

it('an invalid Host header does not appear in the policy', async () => {
  const { headers } = await hub.raw('/docs', { host: "a; script-src 'unsafe-inline'" });
  expect(String(headers['content-security-policy']).split(';')).toContain("connect-src 'self' ws://lab.example wss://lab.example");
});

describe.each(['file', 'thumbnail', 'view', 'statistics'])('the %s of a capture', (what) => {
  it('is revalidated by each request, and needs authentication each time', async () => {
    const path = `/captures/${captureId}/${what}`;
    const first = await hub.api(path, { token });
    await first.arrayBuffer();
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    const etag = first.headers.get('etag') ?? '';
    if (what !== 'statistics') {
      const again = await hub.raw(`/api/v1${path}`, { authorization: `Bearer ${token}`, 'if-none-match': etag });
      expect(again.status).toBe(304);
    }
    expect((await hub.raw(`/api/v1${path}`, { 'if-none-match': etag })).status).toBe(401);
  });
});

describe('health', () => {
  const get = async (path: string, authorization?: string): Promise<unknown> =>
    (await fetch(`${hub.url}${path}`, { headers: authorization === undefined ? {} : { authorization } })).json();

  it.each(['/health', '/api/v1/health'])('%s reports only the status to strangers, and the version to signed-in people', async (path) => {
    expect(await get(path)).toEqual({ status: 'ok' });
    expect(await get(path, `Bearer ${token}`)).toMatchObject({ status: 'ok', version: '0.0.0-test' });
  });

  it('/ready reports only the status to strangers, and details to people and the launcher', async () => {
    expect(await get('/ready')).toEqual({ status: 'ready' });
    const details = { status: 'ready', database: 'ok', cameras: 1 };
    expect(await get('/ready', `Bearer ${token}`)).toEqual({ ...details, refusedCaptures: 0 });
    expect(await get('/ready', `Bearer ${hub.cameraToken}`)).toEqual(details);
  });
});
