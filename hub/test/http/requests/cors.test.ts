/** Pages of other origins: what a browser may do there with a token, and that cookies stay out. */
import type { LoginResult } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLinkTo } from '../../sockets/guest-link.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';

const LAB = 'https://lab.example';
const hub = useHub({ corsOrigins: [LAB, 'http://localhost:8080'] });
useCamera(hub);
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

const preflight = (origin: string, method: string, headers: string): Promise<Response> =>
  hub.api('/cameras/cam/settings', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
  });

describe('a page of a named origin', () => {
  it('may send orders with a token', async () => {
    const answer = await preflight(LAB, 'PUT', 'authorization,content-type,eyepiece-control-epoch');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(LAB);
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
    for (const name of ['authorization', 'content-type', 'eyepiece-control-epoch'])
      expect(answer.headers.get('access-control-allow-headers')).toContain(name);
  });

  it('reads answers and errors, and never with cookies', async () => {
    const headers = { origin: LAB };
    for (const answer of [await hub.api('/cameras', { token, headers }), await hub.api('/cameras/none', { token, headers })]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(LAB);
      expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  it('cannot sign in or use a cookie', async () => {
    const json = { email: 'admin@example.org', password: 'correct horse battery' };
    expect((await hub.api('/auth/login', { method: 'POST', json, headers: { origin: LAB } })).status).toBe(403);
    const cookie = `eyepiece_session=${token}`;
    const answer = await hub.api('/cameras/cam/fire', { method: 'POST', headers: { origin: LAB, cookie } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'bad_origin' });
  });

  it('may enter by a share link, and gets no cookie', async () => {
    const { secret } = await createLinkTo({ hub, token }, { kind: 'live', cameraId: 'cam' });
    const json = { share: secret, name: 'Embedded view' };
    const enter = (origin: string, headers: Record<string, string> = {}): Promise<Response> =>
      hub.api('/auth/guest', { method: 'POST', json, headers: { origin, ...headers } });
    const answer = await enter(LAB);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    const { access_token: guest } = (await answer.json()) as LoginResult;
    expect((await hub.api('/cameras/cam', { token: guest, headers: { origin: LAB } })).status).toBe(200);
    expect((await enter(hub.url)).headers.get('set-cookie')).toContain('eyepiece_session=');
    expect((await enter('https://evil.example')).status).toBe(403);
    expect((await enter(LAB, { cookie: `eyepiece_session=${token}` })).status).toBe(403);
  });

  it('may use Socket.IO by polling', async () => {
    const answer = await fetch(`${hub.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin: LAB } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(LAB);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    await answer.text();
  });
});

it.each(['https://lab.example.org', 'http://lab.example', 'null', 'https://evil.example'])('a page of %s may not', async (origin) => {
  expect((await preflight(origin, 'PUT', 'authorization')).headers.get('access-control-allow-origin')).toBeNull();
  const answer = await hub.api('/cameras', { token, headers: { origin } });
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});
