/** The requests of the integration guide, and the REST API around them. */
import type { CapturePage, GuideCapture, GuideSettings } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

const hub = useHub();
const camera = useCamera(hub);
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
});

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

it('login answers a token, a cookie and the user', async () => {
  const response = await hub.api('/auth/login', { method: 'POST', json: ADMIN });
  expect(response.status).toBe(200);
  expect(await json(response)).toMatchObject({ token_type: 'Bearer', expires_in: 3600, user: { email: ADMIN.email, role: 'admin' } });
  const cookie = response.headers.getSetCookie()[0] ?? '';
  expect(cookie).toMatch(/^eyepiece_session=.+; path=\/; .*samesite=strict; httponly/i);
  const me = await hub.api('/auth/me', { headers: { cookie: cookie.split(';')[0]! } });
  expect(await json(me)).toMatchObject({ email: ADMIN.email });
  const wrong = await hub.api('/auth/login', { method: 'POST', json: { ...ADMIN, password: 'wrong' } });
  expect([wrong.status, (await json<{ code: string }>(wrong)).code]).toEqual([401, 'invalid_credentials']);
});

describe('the guide, through the hub', () => {
  it('captures', async () => {
    const response = await hub.api('/camera/capture', { method: 'POST', token, json: { exposure: 100 } });
    expect(response.status).toBe(200);
    const capture = await json<GuideCapture>(response);
    expect(capture).toMatchObject({
      success: true,
      filename: 'capture_20261122_141503_218.jpg',
      settings: { exposure: 8, gain: 0, resolution: { width: 64, height: 48 } },
      image_info: { format: 'JPG' },
    });
    expect(capture.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await hub.api(`/captures/${capture.id}`, { token })).status).toBe(200);
  });

  it('reads and changes settings', async () => {
    const response = await hub.api('/camera/settings', { method: 'PUT', token, json: { exposure: 150, gain: 2 } });
    expect(await json<GuideSettings>(response)).toMatchObject({
      exposure: 150,
      gain: 2,
      resolution: { width: 64, height: 48 },
      connected: true,
    });
    expect(await json<GuideSettings>(await hub.api('/camera/settings', { token }))).toMatchObject({
      exposure: 150,
      available_resolutions: [{ width: 64, height: 48 }],
    });
  });

  it('reports good health while the camera is online, and answers 503 in its format otherwise', async () => {
    expect(await json(await hub.api('/camera/health', { token }))).toMatchObject({ status: 'ok', service: 'camera' });
    await camera.close();
    await expect.poll(async () => json(await hub.api('/camera/health', { token }))).toMatchObject({ status: 'error' });
    const refused = await hub.api('/camera/capture', { method: 'POST', token, json: {} });
    expect(refused.status).toBe(503);
    expect(await json(refused)).toEqual({
      statusCode: 503,
      message: 'Camera service unavailable',
      error: 'Service Unavailable',
      code: 'camera_offline',
    });
    await camera.connect();
  });

  it('feeds MJPEG with the newest complete picture in each part', async () => {
    const leaving = new AbortController();
    const response = await hub.api('/camera/video/feed', { token, signal: leaving.signal });
    expect(response.headers.get('content-type')).toContain('multipart/x-mixed-replace');
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    const picture = Buffer.from('ffd8ffe000000102ffd9', 'hex');
    await camera.sendFrame(picture);
    const reader = response.body!.getReader();
    let text = '';
    while (!text.includes('ffd9'))
      text += Buffer.from((await reader.read()).value ?? [])
        .toString('latin1')
        .replaceAll(picture.toString('latin1'), 'ffd9');
    expect(text).toContain(`Content-Length: ${picture.length}`);
    leaving.abort();
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(false);
  });

  it('starts the stream for a snapshot without viewers', async () => {
    const snapshot = hub.api('/cameras/cam/snapshot.jpg', { token });
    await expect.poll(() => camera.demands.at(-1)?.streaming).toBe(true);
    await camera.sendFrame();
    const response = await snapshot;
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('ffd8');
  });
});

describe('the library', () => {
  it('lists, filters, edits, deletes and restores', async () => {
    const { id } = await json<GuideCapture>(
      await hub.api('/cameras/cam/captures', { method: 'POST', token, json: { label: 'Gland 7', tags: ['ihc'] } }),
    );
    const found = await json<CapturePage>(await hub.api('/captures?q=gland&cameraId=cam', { token }));
    expect(found.captures.map((capture) => capture.id)).toEqual([id]);
    const patched = await hub.api(`/captures/${id}`, { method: 'PATCH', token, json: { rating: 4, notes: 'dense' } });
    expect(await json(patched)).toMatchObject({ rating: 4, notes: 'dense', label: 'Gland 7' });
    expect((await hub.api(`/captures/${id}`, { method: 'DELETE', token })).status).toBe(200);
    expect((await json<CapturePage>(await hub.api('/captures?q=gland', { token }))).captures).toEqual([]);
    expect((await hub.api(`/captures/${id}/restore`, { method: 'POST', token })).status).toBe(200);
    expect((await json<CapturePage>(await hub.api('/captures?q=gland', { token }))).total).toBe(1);
  });

  it('sends files with ETag, and thumbnails', async () => {
    const { id } = await json<GuideCapture>(await hub.api('/camera/capture', { method: 'POST', token, json: {} }));
    const file = await hub.api(`/captures/${id}/file?download=1`, { token });
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="Camera \w+_\d{8}T\d{6}\.\d{3}Z_\d{4}.*\.jpg"$/);
    const again = await hub.raw(`/api/v1/captures/${id}/file`, {
      authorization: `Bearer ${token}`,
      'if-none-match': file.headers.get('etag')!,
    });
    expect(again.status).toBe(304);
    const thumbnail = await hub.api(`/captures/${id}/thumbnail?size=large`, { token });
    expect(thumbnail.status).toBe(200);
    expect(thumbnail.headers.get('content-type')).toMatch(/^image\//);
  });

  it('survives a restart of the hub', async () => {
    const before = await json<CapturePage>(await hub.api('/captures', { token }));
    await hub.restart();
    const after = await json<CapturePage>(await hub.api('/captures', { token }));
    expect(after.total).toBe(before.total);
    await camera.connect();
    expect((await hub.api('/camera/health', { token })).status).toBe(200);
  });
});

describe('presets', () => {
  it('can be created, listed and deleted', async () => {
    const created = await hub.api('/presets', { method: 'POST', token, json: { name: 'Bright field', settings: { exposure: 12 } } });
    expect(created.status).toBe(201);
    const { id } = await json<{ id: string }>(created);
    expect(JSON.stringify(await json(await hub.api('/presets?cameraId=cam', { token })))).toContain('Bright field');
    expect((await hub.api(`/presets/${id}`, { method: 'DELETE', token })).status).toBe(204);
    expect((await hub.api(`/presets/${id}`, { method: 'DELETE', token })).status).toBe(404);
  });
});

describe('OpenAPI', () => {
  it('describes every route with its bodies', async () => {
    const document = await json<{ paths: Record<string, Record<string, { requestBody?: unknown }>> }>(
      await fetch(`${hub.url}/openapi.json`),
    );
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/auth/login',
        '/api/v1/camera/capture',
        '/api/v1/camera/settings',
        '/api/v1/captures/{id}/file',
        '/api/v1/cameras/{id}/feed',
        '/api/v1/cameras/{id}/corrections',
        '/api/v1/cameras/{id}/fire',
        '/api/v1/cameras/{id}/jobs',
        '/api/v1/cameras/{id}/jobs/estimate',
        '/api/v1/cameras/{id}/objective',
        '/api/v1/cameras/{id}/objectives',
        '/api/v1/cameras/{id}/settings/file',
        '/api/v1/cameras/{id}/settings/load',
        '/api/v1/cameras/{id}/settings/save',
        '/api/v1/jobs/{id}',
        '/api/v1/jobs/{id}/cancel',
        '/api/v1/jobs/{id}/resume',
        '/api/v1/objectives/{id}',
      ]),
    );
    expect(document.paths['/api/v1/camera/settings']?.['put']?.requestBody).toBeDefined();
  });

  it('has unique operation ids, and contains all referenced schemas', async () => {
    const text = await (await fetch(`${hub.url}/openapi.json`)).text();
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const operations = [...text.matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(operations).size).toBe(operations.length);
    const references = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]!));
    expect([...references].filter((name) => !(name in components.schemas))).toEqual([]);
    expect([...references]).toEqual(expect.arrayContaining(['Job', 'JobSpec', 'JobEstimate', 'Objective', 'Corrections', 'SettingsFile']));
  });

  it('has a page that loads assets only from the hub', async () => {
    const page = await (await fetch(`${hub.url}/docs`)).text();
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect(asset.startsWith('/docs/')).toBe(true);
      const response = await fetch(`${hub.url}${asset}`);
      expect(response.status).toBe(200);
      // An unread body keeps the connection open.
      await response.body?.cancel();
    }
  });
});
