/** /clients/ and /embed/: packages for programs and pages, public for all origins. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it } from 'vitest';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub({ basePath: '/lab' });
const SCRIPT = `customElements.define('eyepiece-live', class extends HTMLElement {});\n`.repeat(100);
const WHEEL = Buffer.from('a wheel');
const wheel = 'eyepiece-1.2.0-py3-none-any.whl';
const builtFrom = '0'.repeat(64);
const EMBED = { kind: 'embed', name: 'eyepiece-live.js', version: '1.2.0', builtFrom };
const tarball = 'eyepiece-client-1.2.0.tgz';
const TYPESCRIPT = { kind: 'typescript', name: tarball, version: '1.2.0', builtFrom };
const PYTHON = { kind: 'python', name: wheel, version: '1.2.0', builtFrom };
const OTHER_PAGE = { origin: 'https://elsewhere.example' };
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(hub.url + path, init);

/** As `scripts/clients` does: the list comes last, at once. */
async function publish(files: readonly object[]): Promise<void> {
  const folder = join(hub.dataDir, 'clients');
  await writeFile(join(folder, 'next'), JSON.stringify({ files }));
  await rename(join(folder, 'next'), join(folder, 'files.json'));
}

beforeAll(async () => {
  const folder = join(hub.dataDir, 'clients');
  await mkdir(folder);
  await writeFile(join(folder, EMBED.name), SCRIPT);
  await writeFile(join(folder, wheel), WHEEL);
  await writeFile(join(folder, 'secret.txt'), 'not in the list');
  await publish([EMBED, PYTHON]);
});

it('the script of the web component may be loaded by every page, without cookies', async () => {
  const response = await get('/embed/eyepiece-live.js', { headers: OTHER_PAGE });
  expect(await response.text()).toBe(SCRIPT);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, no-cache',
  });
  expect(response.headers.get('vary')).toContain('Accept-Encoding');
  expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  expect(response.headers.get('set-cookie')).toBeNull();
});

it('has a digest and an ETag of its bytes in each encoding, and answers 304', async () => {
  const tags = new Set<string>();
  for (const encoding of ['identity', 'gzip', 'br']) {
    const sent = request(`${hub.url}/embed/eyepiece-live.js`, { headers: { 'accept-encoding': encoding } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const bytes = Buffer.concat((await response.toArray()) as Buffer[]);
    expect(response.headers['content-encoding'] ?? 'identity').toBe(encoding);
    expect(response.headers['repr-digest']).toBe(`sha-256=:${sha256(bytes).toString('base64')}:`);
    const etag = response.headers.etag ?? '';
    tags.add(etag);
    const again = await hub.raw('/lab/embed/eyepiece-live.js', { 'accept-encoding': encoding, 'if-none-match': etag });
    expect([again.status, again.headers.etag]).toEqual([304, etag]);
  }
  expect(tags.size).toBe(3);
});

it('packages are downloads with ranges', async () => {
  const whole = await get(`/clients/${wheel}`, { headers: OTHER_PAGE });
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(WHEEL);
  expect(whole.headers.get('content-disposition')).toContain(wheel);
  expect(whole.headers.get('access-control-allow-origin')).toBe('*');
  const part = await get(`/clients/${wheel}`, { headers: { range: 'bytes=2-4' } });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, 'whe', 'bytes 2-4/7']);
  const head = await get(`/clients/${wheel}`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '7', '']);
});

it('the list names files, sizes and digests', async () => {
  const { files } = (await (await get('/clients/files.json')).json()) as { files: object[] };
  expect(files).toEqual([
    {
      kind: 'embed',
      name: 'eyepiece-live.js',
      version: '1.2.0',
      path: '/embed/eyepiece-live.js',
      sizeBytes: SCRIPT.length,
      sha256: sha256(SCRIPT).toString('hex'),
    },
    { kind: 'python', name: wheel, version: '1.2.0', path: `/clients/${wheel}`, sizeBytes: 7, sha256: sha256(WHEEL).toString('hex') },
  ]);
});

it('the page has commands for the address under which it was opened, and says what is missing', async () => {
  const page = await (await get('/clients/')).text();
  expect(page).toContain(`pip install &quot;eyepiece @ ${hub.url}/clients/${wheel}#sha256=${sha256(WHEEL).toString('hex')}&quot;`);
  expect(page).toContain(`&lt;script type=&quot;module&quot; src=&quot;${hub.url}/embed/eyepiece-live.js&quot;&gt;`);
  expect(page).toContain('<a href="/lab/manual/how-to/clients">');
  expect(page).toContain('This package was not built');
  expect(page).not.toMatch(/<script|style="/);
});

it('a Host header that is no host does not become part of commands', async () => {
  for (const host of ['a"b', "evil';touch x", '$(id)', '<script>']) {
    const sent = request(`${hub.url}/clients/`, { headers: { host } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect([response.statusCode, await text(response)]).toEqual([400, expect.not.stringContaining('pip install') as unknown]);
  }
});

it.each([
  '/clients/secret.txt',
  '/clients/next',
  '/clients/..%2Fsecrets.json',
  '/clients/%2e%2e/secrets.json',
  '/embed/',
  `/embed/${wheel}`,
  '/clients/eyepiece-live.js',
])('%s is no file', async (path) => {
  expect((await hub.raw(`/lab${path}`)).status).toBe(404);
});

it('other methods are refused', async () => {
  const response = await get('/clients/', { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

it('a package whose file is absent was not built, and the others are served', async () => {
  const absent = 'eyepiece-client-1.2.0.tgz';
  await publish([EMBED, PYTHON, { kind: 'typescript', name: absent, version: '1.2.0', builtFrom }]);
  expect([(await get(`/clients/${absent}`)).status, (await get(`/clients/${wheel}`)).status]).toEqual([404, 200]);
  expect(await (await get('/clients/')).text()).toContain('This package was not built');
});

it('the package for npm has an address that stays the same for all versions', async () => {
  const folder = join(hub.dataDir, 'clients');
  for (const [version, bytes] of [
    ['1.2.0', 'a tarball'],
    ['1.3.0-rc.1', 'the next one'],
  ] as const) {
    const name = `eyepiece-client-${version}.tgz`;
    await writeFile(join(folder, name), bytes);
    await publish([EMBED, PYTHON, { ...TYPESCRIPT, name, version }]);
    const [named, lasting] = [await get(`/clients/${name}`), await get('/clients/eyepiece-client.tgz')];
    expect([await named.text(), await lasting.text()]).toEqual([bytes, bytes]);
    expect(lasting.headers.get('etag')).toBe(named.headers.get('etag'));
    expect(lasting.headers.get('content-disposition')).toContain(name);
  }
  expect((await get(`/clients/${tarball}`)).status).toBe(404);
  expect((await get('/clients/eyepiece-py3-none-any.whl')).status).toBe(404);
});

it('a new build is served at once; without a build the answer says what to do', async () => {
  const folder = join(hub.dataDir, 'clients');
  await writeFile(join(folder, wheel), 'another');
  await publish([{ ...PYTHON, version: '1.2.1' }]);
  const response = await get(`/clients/${wheel}`);
  expect([await response.text(), response.headers.get('repr-digest')]).toEqual([
    'another',
    `sha-256=:${sha256('another').toString('base64')}:`,
  ]);
  expect((await get('/embed/eyepiece-live.js')).status).toBe(404);

  await rm(join(folder, 'files.json'));
  const absent = await get(`/clients/${wheel}`);
  expect([absent.status, await absent.json()]).toMatchObject([404, { message: expect.stringContaining('npm start') as unknown }]);
  expect((await get('/clients/')).status).toBe(200);
});
