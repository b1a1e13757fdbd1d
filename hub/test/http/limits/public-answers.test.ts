/** Odd requests for the public files, and files that change while they are served: caches and clients never get a wrong answer. */
import { once } from 'node:events';
import { appendFileSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FILES, LARGE_BYTES, LIST, PAGE, SCRIPT, usePublicFiles } from './public-files.ts';
import { codeOf, type RawAnswer, type RawConnection } from './raw-connection.ts';

const files = usePublicFiles();

describe.each(FILES)('%s', (path, text) => {
  it('answers HEAD with the headers of GET, also with a range', async () => {
    const whole = await files.ask(path);
    const head = await files.ask(path, { range: 'bytes=0-1' }, 'HEAD');
    const ofContent = ({ headers }: RawAnswer): unknown => [headers['content-length'], headers['etag'], headers['content-type']];
    expect([head.status, head.body, head.headers['content-range']]).toEqual([200, '', undefined]);
    expect(ofContent(head)).toEqual(ofContent(whole));
  });

  it.each([
    ['bytes=2-3', 206, text.slice(2, 4)],
    ['bytes=0-99999999999999999999', 206, text],
    ['bytes=-99999999999999999999', 206, text],
    ['bytes=5-2', 200, text],
    ['bytes=0-1,1-2,0-1', 200, text],
    ['bytes=--1', 200, text],
    ['bytes=1e1-', 200, text],
    ['lines=0-1', 200, text],
  ])('answers the range %s', async (range, status, body) => {
    const answer = await files.ask(path, { range });
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it('answers a thousand ranges with the whole', async () => {
    const { status, body } = await files.ask(path, { range: `bytes=${'0-0,'.repeat(1000)}0-0` });
    expect([status, body]).toEqual([200, text]);
  });

  it.each(['bytes=-0', 'bytes=99999999999999999999-', `bytes=${text.length}-`])('refuses the range %s', async (range) => {
    const answer = await files.ask(path, { range });
    expect([answer.status, codeOf(answer)]).toEqual([416, 'range_not_satisfiable']);
    expect(answer.headers['content-range']).toBe(`bytes */${text.length}`);
  });

  it('refuses a range without the headers of the file', async () => {
    const compressed = await files.ask(path, { range: 'bytes=99999999-', 'accept-encoding': 'br' });
    expect([compressed.status, codeOf(compressed)]).toEqual([416, 'range_not_satisfiable']);
    for (const name of ['content-encoding', 'etag', 'last-modified', 'repr-digest', 'content-disposition'])
      expect([name, compressed.headers[name]]).toEqual([name, undefined]);
  });

  it('answers 304 to a matching condition only', async () => {
    const etag = (await files.ask(path)).headers['etag'] ?? '';
    const statusFor = async (condition: string): Promise<number> => (await files.ask(path, { 'if-none-match': condition })).status;
    for (const condition of [etag, '*', `W/${etag}`, `"a", ${etag}, "b"`, `${'"other", '.repeat(500)}${etag}`])
      expect([condition, await statusFor(condition)]).toEqual([condition, 304]);
    for (const condition of ['', '"', '"other"', `${'"other", '.repeat(500)}"x"`, etag.slice(1)])
      expect([condition, await statusFor(condition)]).toEqual([condition, 200]);
  });

  it('varies with everything that it depends on', async () => {
    const { headers } = await files.ask(path, { origin: 'https://lab.example', 'accept-encoding': 'br' });
    const vary = (headers['vary'] ?? '').toLowerCase();
    expect(vary).toContain('origin');
    if (headers['content-encoding'] !== undefined) expect(vary).toContain('accept-encoding');
  });
});

describe.each(FILES.slice(1))('%s', (path, text) => {
  const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { br: brotliDecompressSync, gzip: gunzipSync };

  it.each([
    ['br;q=0', undefined],
    ['br;q=0, gzip', 'gzip'],
    ['gzip;q=0, br;q=0, identity;q=0', undefined],
    ['*;q=0', undefined],
    ['br;q=0.001', 'br'],
  ])('is sent for Accept-Encoding: %s', async (accepted, encoding) => {
    const { status, headers, body } = await files.ask(path, { 'accept-encoding': accepted });
    expect([status, headers['content-encoding']]).toEqual([200, encoding]);
    const decode = DECODERS[encoding ?? ''] ?? ((bytes: Buffer) => bytes);
    expect(decode(Buffer.from(body, 'latin1')).toString()).toBe(text);
  });

  it('is sent as it is for a list of encodings without any that exist', async () => {
    for (const accepted of ['x'.repeat(4000), ','.repeat(4000), 'br;q=0,'.repeat(500)]) {
      const { status, headers, body } = await files.ask(path, { 'accept-encoding': accepted });
      expect([status, headers['content-encoding'], body]).toEqual([200, undefined, text]);
    }
  });
});

it('only hashed files are cached for ever', async () => {
  expect((await files.ask('/manual/page.html')).headers['cache-control']).toBe('no-cache');
  expect((await files.ask('/manual/assets/app.1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

describe('a folder with the name of a compressed copy', () => {
  beforeAll(() => {
    for (const name of ['odd.html.br', 'absent.html.br']) mkdirSync(join(files.manual, name));
    writeFileSync(join(files.manual, 'odd.html'), PAGE);
  });

  it.each([
    ['odd', 200],
    ['absent', 404],
  ])('does not count: %s', async (name, expected) => {
    const { status, headers } = await files.ask(`/manual/${name}.html`, { 'accept-encoding': 'br' });
    expect([status, headers['content-encoding']]).toEqual([expected, undefined]);
  });
});

describe('the page of the clients', () => {
  const command = (address: string): string => `eyepiece @ ${address}/clients/`;

  it('is kept by no cache, because it names the address under which it was opened', async () => {
    const { headers, body } = await files.ask('/clients/', { host: 'other.example' });
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toContain(command('http://other.example'));
  });

  it.each([
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { forwarded: 'host=evil.example;proto=https' },
    { 'x-host': 'evil.example', 'x-forwarded-server': 'evil.example', 'x-original-url': '//evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'http://hub/$(id)' },
    { origin: "http://hub/'" },
    { origin: 'http://user@hub' },
    { origin: 'http://hub:80' },
    { origin: 'javascript://hub' },
  ])('takes no address from %j', async (headers) => {
    expect((await files.ask('/clients/', headers)).body).toContain(command('http://hub'));
  });
});

describe('a file that changes while it is sent', () => {
  const large = join(files.manual, 'large.html');
  beforeEach(() => {
    writeFileSync(join(files.manual, 'next'), '');
    truncateSync(join(files.manual, 'next'), LARGE_BYTES);
    renameSync(join(files.manual, 'next'), large);
  });

  /** A download that nobody reads after its first bytes. */
  async function begun(): Promise<RawConnection> {
    const connection = await files.open('/manual/large.html');
    await once(connection.socket, 'data');
    connection.socket.pause();
    return connection;
  }

  it('is sent whole when it is replaced', async () => {
    const download = await begun();
    writeFileSync(join(files.manual, 'next'), 'the next build');
    renameSync(join(files.manual, 'next'), large);
    download.socket.resume();
    expect((await download.lastAnswer()).body.length).toBe(LARGE_BYTES);
    expect((await files.ask('/manual/large.html')).body).toBe('the next build');
  });

  it('ends after its announced length when it grows', async () => {
    const download = await begun();
    appendFileSync(large, 'HTTP/1.1 200 OK\r\n\r\n');
    download.socket.resume();
    const { headers, body } = await download.lastAnswer();
    expect([headers['content-length'], body.length]).toEqual([String(LARGE_BYTES), LARGE_BYTES]);
  });

  it('is cut when it becomes shorter', async () => {
    const download = await begun();
    truncateSync(large, 1000);
    download.socket.resume();
    const { headers, body } = await download.lastAnswer();
    expect(headers['content-length']).toBe(String(LARGE_BYTES));
    expect(body.length).toBeLessThan(LARGE_BYTES);
  });
});

it('a manual that is replaced is served at once, and its absence says what to do', async () => {
  const [before, after] = [`${files.manual}-before`, `${files.manual}-after`];
  mkdirSync(after);
  writeFileSync(join(after, 'index.html'), 'another build');
  renameSync(files.manual, before);
  const absent = await files.ask('/manual/');
  expect([absent.status, absent.body]).toEqual([503, expect.stringContaining('npm start') as unknown]);
  renameSync(after, files.manual);
  expect((await files.ask('/manual/')).body).toBe('another build');
  expect((await files.ask('/manual/page.html')).status).toBe(404);
});

it.each(['', '{"files":', '{"files":[{"kind":"embed"}]}'])(
  'a damaged list of the packages gives an error, and the next build is served: %s',
  async (list) => {
    files.publish(list);
    const refused = await files.ask('/embed/eyepiece-live.js');
    expect([refused.status, codeOf(refused)]).toEqual([500, 'internal']);
    files.publish(LIST);
    expect((await files.ask('/embed/eyepiece-live.js')).body).toBe(SCRIPT);
  },
);
