/** The manual at /manual: addresses, caching, encodings, and what is not there. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import Koa from 'koa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveManual } from '../../src/http/middleware/manual.ts';
import { useHub } from '../setup/use-hub.ts';

const root = mkdtempSync(join(tmpdir(), 'eyepiece-manual-'));
const folder = join(root, 'dist');
const servers: Server[] = [];
let url: string;
let unbuilt: string;
const hub = useHub({ manualDir: folder, basePath: '/lab' });

async function serve(manualDir: string): Promise<string> {
  const app = new Koa().use(serveManual({ manualDir, basePath: '' }));
  app.use((ctx) => {
    ctx.body = 'next';
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  for (const name of ['assets', 'how-to', 'examples']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<h1>Manual</h1>');
  writeFileSync(join(folder, 'how-to', 'backup.html'), '<h1>Backup</h1>');
  writeFileSync(join(folder, 'assets', 'app.1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'app.1a2b.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(folder, 'examples', 'frame.py'), 'import struct\n');
  writeFileSync(join(root, 'secret.html'), 'not of the manual');
  url = await serve(folder);
  unbuilt = await serve(join(root, 'absent'));
});
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }
  rmSync(root, { recursive: true });
});

/** Sends the address and the headers unchanged: fetch() normalizes paths and forbids answers from a cache. */
async function fetchRaw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  const [response] = (await once(get({ hostname, port, path, headers, agent: false }), 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await textOf(response) };
}

it.each([
  ['/manual/', '<h1>Manual</h1>'],
  ['/manual/index.html', '<h1>Manual</h1>'],
  ['/manual/how-to/backup', '<h1>Backup</h1>'],
  ['/manual/how-to/backup?from=search', '<h1>Backup</h1>'],
])('%s is a page that is checked each time', async (path, text) => {
  const response = await fetch(url + path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.text()).toBe(text);
  const again = await fetchRaw(path, { 'if-none-match': response.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
});

it('keeps hashed files for ever, and sends their compressed copies', async () => {
  const response = await fetch(`${url}/manual/assets/app.1a2b.js`, { headers: { 'accept-encoding': 'br' } });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(await response.text()).toBe('export {};');
});

it('shows example programs as text', async () => {
  const response = await fetch(`${url}/manual/examples/frame.py`);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

it.each(['/manual/missing', '/manual/how-to/', '/manual/how-to', '/manual/assets/missing.js', '/manual/how-to/backup/'])(
  'answers %s with 404 and a way back',
  async (path) => {
    const response = await fetch(url + path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('href="/manual/"');
  },
);

it.each([
  '/manual/..%2fsecret',
  '/manual/../secret.html',
  '/manual/%2e%2e/secret.html',
  '/manual/..%5csecret.html',
  '/manual/%00',
  '/manual/%E0%A4%A',
])('gives nothing away for %s', async (path) => {
  const { status, text } = await fetchRaw(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(text).not.toContain('not of the manual');
});

it('leaves other addresses to the page, and refuses other methods', async () => {
  expect(await (await fetch(`${url}/manuals`)).text()).toBe('next');
  const response = await fetch(`${hub.url}/manual/`, { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

it('says how to build it when it is absent', async () => {
  const response = await fetch(`${unbuilt}/manual/`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build -w manual');
});

it('is below the base path of the hub, needs no sign-in, and may run no inline script', async () => {
  const first = await fetch(`${hub.url}/manual?x=1`, { redirect: 'manual' });
  expect([first.status, first.headers.get('location')]).toEqual([302, '/lab/manual/?x=1']);
  const page = await fetch(`${hub.url}/manual/`);
  expect(await page.text()).toBe('<h1>Manual</h1>');
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
});
