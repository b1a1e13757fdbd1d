/** Compression and caching of the built UI. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveUi } from '../../src/http/middleware/ui.ts';

const SCRIPT = `export const words = '${'eyepiece '.repeat(500)}';\n`;
const folder = mkdtempSync(join(tmpdir(), 'eyepiece-ui-'));
let server: Server;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Eyepiece</title>');
  writeFileSync(join(folder, 'assets', 'view-1a2b.js'), SCRIPT);
  writeFileSync(join(folder, 'assets', 'view-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets', 'view-1a2b.js.gz'), gzipSync(SCRIPT));
  const handle = new Koa().use(serveUi({ uiDir: folder, basePath: '', httpsPort: () => undefined })).callback();
  server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

async function fetchRaw(path: string, headers: Record<string, string> = {}): Promise<{ response: IncomingMessage; body: Buffer }> {
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path, headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { response, body: await buffer(response) };
}

const SCRIPT_PATH = '/assets/view-1a2b.js';

describe('a script of the page', () => {
  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['gzip, br;q=0', 'gzip', gunzipSync],
    ['identity', undefined, (body: Buffer) => body],
  ])('is sent for Accept-Encoding: %s as %s', async (accepted, encoding, decode) => {
    const { response, body } = await fetchRaw(SCRIPT_PATH, { 'accept-encoding': accepted });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': expect.stringContaining('javascript') as unknown,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'content-length': String(body.length),
    });
    expect(response.headers['content-encoding']).toBe(encoding);
    expect(decode(body).toString()).toBe(SCRIPT);
  });

  it('has a different ETag in each encoding, and answers 304 to a matching one', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (accepted) => (await fetchRaw(SCRIPT_PATH, { 'accept-encoding': accepted })).response.headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const headers = { 'accept-encoding': 'br', 'if-none-match': tags[0] ?? '' };
    const { response, body } = await fetchRaw(SCRIPT_PATH, headers);
    expect([response.statusCode, response.headers.etag, body.length]).toEqual([304, tags[0], 0]);
    expect((await fetchRaw(SCRIPT_PATH, { ...headers, 'accept-encoding': 'gzip' })).response.statusCode).toBe(200);
  });

  it('answers 404, not the page, if an update removed it', async () => {
    expect((await fetchRaw('/assets/gone-3c4d.js')).response.statusCode).toBe(404);
  });
});

it('the page is revalidated by each request, and sent again only when it has changed', async () => {
  const { response } = await fetchRaw('/live/bench');
  expect(response.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': expect.stringContaining('text/html') as unknown });
  expect((await fetchRaw('/live/bench', { 'if-none-match': response.headers.etag ?? '' })).response.statusCode).toBe(304);
});
