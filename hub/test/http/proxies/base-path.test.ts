/** A hub below a base path: all its URLs begin with the path, and other paths are not served. */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Capture, CapturePage, CreatedShare } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';

const INDEX = `<!doctype html><meta name="base-path" content="" /><link rel="icon" href="./icon.svg" /><script src="./assets/a.js"></script>`;

const PUBLIC_URL = 'https://lab.example/eyepiece';
const hub = useHub({ basePath: '/eyepiece', publicUrl: PUBLIC_URL });
let origin: string;
let token: string;

beforeAll(async () => {
  origin = new URL(hub.url).origin;
  await mkdir(join(hub.dataDir, 'ui', 'assets'), { recursive: true });
  await writeFile(join(hub.dataDir, 'ui', 'index.html'), INDEX);
  await writeFile(join(hub.dataDir, 'ui', 'assets', 'a.js'), 'export {};');
  token = (await hub.login()).access_token;
});

it('serves the page at any depth, with its files below the base path', async () => {
  for (const path of ['/', '/index.html', '/library', '/library/0b8f']) {
    const page = await (await fetch(`${hub.url}${path}`)).text();
    expect(page).toContain('src="/eyepiece/assets/a.js"');
    expect(page).toContain('href="/eyepiece/icon.svg"');
    expect(page).toContain('<meta name="base-path" content="/eyepiece" />');
  }
  expect((await fetch(`${hub.url}/assets/a.js`)).status).toBe(200);
});

it('redirects from the path without a slash to the one with a slash', async () => {
  const answer = await fetch(`${hub.url}?a=1`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([308, '/eyepiece/?a=1']);
});

it.each([
  '/',
  '/health',
  '/api/v1/health',
  '/eyepiecer/health',
  '/EYEPIECE/health',
  '//eyepiece/health',
  '/socket.io/?EIO=4&transport=polling',
])('answers 404 at %s', async (path) => expect((await hub.raw(path)).status).toBe(404));

it.each(['/ingest/v1', '/socket.io/?EIO=4&transport=websocket', '/anything'])('refuses to upgrade at %s', async (path) => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  socket.destroy();
});

it('survives a reset during an upgrade outside the base path', async () => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /anything HTTP/1.1\r\nHost: lab\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.resetAndDestroy();
  await once(socket, 'close');
  expect((await fetch(`${hub.url}/health`)).status).toBe(200);
});

it('limits its cookie to the base path', async () => {
  const json = { email: 'admin@example.org', password: 'correct horse battery' };
  const answer = await hub.api('/api/v1/auth/login', { method: 'POST', json });
  expect(answer.headers.get('set-cookie')).toContain('path=/eyepiece/;');
});

it('describes the API below the base path', async () => {
  const document = (await (await fetch(`${hub.url}/openapi.json`)).json()) as { servers: unknown };
  expect(document.servers).toEqual([{ url: '/eyepiece' }]);
  const page = await (await fetch(`${hub.url}/docs`)).text();
  const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(files.length).toBeGreaterThan(2);
  for (const path of files) {
    const response = await fetch(origin + path);
    expect([path, response.status]).toEqual([path, 200]);
    // An unread body keeps the connection open.
    await response.body?.cancel();
  }
  expect(await (await fetch(`${hub.url}/docs/start.js`)).text()).toContain("'/eyepiece/openapi.json'");
});

it('serves cameras, sockets, captures and links below the base path', async () => {
  const camera = await hub.connectCamera();
  const viewer = await hub.client({ token });
  const announced = new Promise<Capture>((resolve) => viewer.once('capture:created', resolve));
  const answer = await hub.api(`/cameras/${camera.id}/captures`, { method: 'POST', token, json: {} });
  expect(answer.status).toBe(201);
  const { captures } = (await (await hub.api('/captures', { token })).json()) as CapturePage;
  const [capture] = captures;
  expect(await announced).toMatchObject({ id: capture?.id, url: capture?.url });
  expect(capture?.url).toMatch(/^\/eyepiece\/api\/v1\/captures\//);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(origin + (capture?.url ?? ''), { headers })).status).toBe(200);

  const feed = (await (await hub.api(`/cameras/${camera.id}/feed-url`, { method: 'POST', token, json: {} })).json()) as { url: string };
  expect(feed.url).toContain(`${hub.url}/api/v1/cameras/${camera.id}/feed?token=`);
  const json = { kind: 'live', cameraId: camera.id };
  const share = (await (await hub.api('/shares', { method: 'POST', token, json })).json()) as CreatedShare;
  expect(share.url.startsWith(`${PUBLIC_URL}/guest#`)).toBe(true);
  const secret = share.url.split('#')[1] ?? '';
  expect(share.addresses).toEqual([
    { kind: 'public', url: share.url },
    { kind: 'local', url: `${hub.url}/guest#${secret}` },
  ]);
  const download = { captureIds: [capture?.id] };
  const made = (await (await hub.api('/downloads', { method: 'POST', token, json: download })).json()) as { url: string };
  expect((await fetch(origin + made.url, { headers })).status).toBe(200);
});
