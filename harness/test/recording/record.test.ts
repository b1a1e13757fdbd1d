/** What a recorder writes, read again by the harness and by the official Python reader. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';
import { afterEach, expect, it } from 'vitest';
import { record } from '../../src/recording/record/command.ts';
import { rawMessage } from '../../src/recording/file/descriptors.ts';
import { directionChannels } from '../../src/recording/file/layout.ts';
import { RecordingWriter } from '../../src/recording/file/writer.ts';
import { CHECKOUT } from '../../src/system/programs.ts';
import { closeEnds, tcpClient, webSocketClient, webSocketServer } from '../proxy/ends.ts';
import {
  addressOf,
  CAPTURED_US,
  DEEP,
  digest,
  entriesOf,
  frame,
  IO_PATH,
  ioClient,
  ioServer,
  isMessage,
  picture,
  recordFrames,
  recordingRelay,
  run,
  temporaryFolder,
} from './session.ts';

const READER = fileURLToPath(new URL('read_recording.py', import.meta.url));

afterEach(closeEnds);

const textOf = (payload: Uint8Array): string => Buffer.from(payload).toString();

it('records the messages of both directions as they were', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  const { url, served } = await webSocketServer();
  const relay = await recordingRelay(url, file);
  const client = await webSocketClient(`${relay.url}/live?room=1`);
  const server = served[0]!;
  client.socket.send('{"type":"join"}');
  expect((await server.next()).data.toString()).toBe('{"type":"join"}');
  server.socket.send(Buffer.from([1, 2, 3]));
  expect((await client.next()).isBinary).toBe(true);
  server.socket.close(4001, 'enough');
  expect(await client.closed()).toEqual({ code: 4001, reason: 'enough' });
  await relay.close();

  const entries = await entriesOf(file);
  expect(entries[0]).toMatchObject({ type: 'opened', connection: 'ws1', kind: 'websocket', path: '/live?room=1' });
  expect(entries.at(-1)).toMatchObject({ type: 'closed', connection: 'ws1' });
  const messages = entries.filter(isMessage);
  expect(messages.find(({ direction }) => direction === 'up')).toMatchObject({
    number: 1,
    parts: [{ kind: 'text', payload: Uint8Array.from(Buffer.from('{"type":"join"}')) }],
  });
  const down = messages.filter(({ direction }) => direction === 'down');
  expect(down.map(({ parts }) => [parts[0]!.kind, Buffer.from(parts[0]!.payload).toString('hex')])).toEqual([
    ['binary', '010203'],
    ['close', `0fa1${Buffer.from('enough').toString('hex')}`],
  ]);
});

it('is read by the Python reader, with pictures and decoded events', async () => {
  const file = join(temporaryFolder(), 'frames.mcap');
  await recordFrames(file, 5);
  const { stdout } = await promisify(execFile)(venvPython(CHECKOUT), [READER, file], { maxBuffer: 64 * 1024 * 1024 });
  const { messages, content } = JSON.parse(stdout) as { messages: number; content: Record<string, Record<string, unknown>[]> };
  expect(messages).toBe(Object.values(content).flat().length);
  expect(content['/ws1/down/pictures/bench-1']).toMatchObject(
    [0, 1, 2, 3, 4].map((seq) => ({
      schema: 'foxglove.CompressedImage',
      digest: digest(picture(seq)),
      format: 'jpeg',
      frameId: 'bench-1',
      atUs: CAPTURED_US + seq * 40_000,
    })),
  );
  const raw = content['/ws1/down/raw']!.filter(({ parts }) => (parts as unknown[]).length === 2);
  expect(raw.map(({ parts }) => (parts as string[][])[1])).toEqual([0, 1, 2, 3, 4].map((seq) => ['binary', frame(seq).toString('hex')]));
  const decoded = content['/ws1/down/messages']!.map(({ json }) => json as { event?: string; packet?: string });
  expect(decoded.find(({ event }) => event === 'frame')).toMatchObject({
    kind: 'text',
    packet: 'event',
    namespace: '/',
    args: ['bench-1', { _placeholder: true, num: 0, bytes: frame(0).length }],
  });
  expect(decoded.find(({ packet }) => packet === 'ack')).toMatchObject({ id: 0, args: [{ ok: true, ackEvery: 1 }] });
  expect(content['/ws1/up/messages']!.map(({ json }) => json)).toContainEqual(
    expect.objectContaining({ event: 'watch', id: 0, args: [{ cameraId: 'bench-1' }] }),
  );
});

it('keeps secrets out of the file, and the auth payload in it if asked to', async () => {
  const folder = temporaryFolder();
  const server = await ioServer(
    () => undefined,
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'session=cookie-secret', etag: '"1"' });
      response.end(JSON.stringify({ access_token: 'given-secret', token_type: 'Bearer', user: { name: 'Ana', password: 'word-secret' } }));
    },
  );
  for (const keepAuth of [false, true]) {
    const file = join(folder, `${String(keepAuth)}.mcap`);
    const relay = await recordingRelay(server.url, file, { keepAuth });
    const client = await ioClient(relay.url, { token: 'auth-secret', clientId: 'c1' });
    const headers = { authorization: 'Bearer header-secret', cookie: 'session=cookie-secret', connection: 'close' };
    await (await fetch(`${relay.url}/api/login?token=query-secret&page=2`, { method: 'POST', body: 'body-secret', headers })).text();
    await expect.poll(() => relay.recorder.counts.exchanges).toBe(1);
    client.close();
    await relay.close();
    const entries = await entriesOf(file);
    const text = JSON.stringify(entries, (_key, value: unknown) => (value instanceof Uint8Array ? textOf(value) : value));
    expect(text.match(/\w+-secret/g) ?? []).toEqual(keepAuth ? ['auth-secret'] : []);
    const exchange = entries.find(({ type }) => type === 'exchange');
    expect(exchange).toMatchObject({ method: 'POST', path: '/api/login?token=[redacted]&page=2', status: 200 });
    expect(exchange?.type === 'exchange' && exchange.headers.map(({ name }) => name)).toEqual(['content-type', 'etag']);
    const connect = entries.filter(isMessage).find(({ direction }) => direction === 'up')!;
    const auth = keepAuth ? { token: 'auth-secret', clientId: 'c1' } : { token: '[redacted]', clientId: '[redacted]' };
    expect(textOf(connect.parts[0]!.payload)).toBe(`40${JSON.stringify(auth)}`);
  }
});

it('records a connection that becomes WebSocket after a request', async () => {
  const file = join(temporaryFolder(), 'becomes.mcap');
  const server = await ioServer(
    () => undefined,
    (_request, response) => void response.end('page'),
  );
  const relay = await recordingRelay(server.url, file);
  const client = await tcpClient(relay.url);
  client.write('GET /page HTTP/1.1\r\nHost: relay\r\n\r\n');
  await expect.poll(() => relay.recorder.counts.exchanges).toBe(1);
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
  const path = '/socket.io/?EIO=4&transport=websocket';
  client.write(`GET ${path} HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`);
  await expect.poll(() => relay.recorder.counts.messages).toBeGreaterThan(0);
  await relay.close();
  const entries = await entriesOf(file);
  expect(entries.filter(({ type }) => type === 'opened').map(({ connection }) => connection)).toEqual(['http1', 'ws1']);
  expect(entries.find(isMessage)).toMatchObject({ connection: 'ws1', direction: 'down' });
});

it.each([
  ['Socket.IO', IO_PATH, `42["a",${DEEP}]`],
  ['plain WebSocket', '/live', DEEP],
])('delivers and records a deeply nested message of %s', async (_what, path, deep) => {
  const file = join(temporaryFolder(), 'deep.mcap');
  const { url, served } = await webSocketServer();
  const problems: string[] = [];
  const relay = await recordingRelay(url, file, { problem: (message) => problems.push(message) });
  const client = await webSocketClient(`${relay.url}${path}`);
  served[0]!.socket.send(deep);
  served[0]!.socket.send('after');
  await expect.poll(() => client.texts.map((text) => text.length)).toEqual([deep.length, 5]);
  await relay.close();
  expect((await entriesOf(file)).filter(isMessage).map(({ parts }) => parts[0]!.payload.length)).toEqual(
    expect.arrayContaining([deep.length, 5]),
  );
  expect(problems).toEqual([]);
});

it('ends before the file is larger than the limit', async () => {
  const file = join(temporaryFolder(), 'small.mcap');
  const { url, served } = await webSocketServer();
  const recording = run(record, '--target', url, '--out', file, '--port', '0', '--max-size', '1mb');
  const client = await webSocketClient(await addressOf(recording));
  const message = Buffer.alloc(20_000, 'x');
  for (let sent = 0; sent < 200; sent += 1) served[0]!.socket.send(message);
  expect(await recording.code).toBe(0);
  expect(recording.out.slice(1)).toEqual(['the recording is full', expect.stringMatching(/1 connections, \d+ messages, .* MB$/)]);
  const bytes = (await stat(file)).size;
  expect(bytes).toBeLessThanOrEqual(1_000_000);
  expect(bytes).toBeGreaterThan(800_000);
  const entries = await entriesOf(file);
  expect(entries.filter(isMessage).every(({ parts }) => parts[0]!.payload.length === 20_000)).toBe(true);
  client.socket.terminate();
});

it('is full before the channels of the format are used up, and stays readable', async () => {
  const file = join(temporaryFolder(), 'channels.mcap');
  const ends: unknown[] = [];
  const writer = await RecordingWriter.create({ file, onEnd: (error) => ends.push(error) });
  for (let number = 1; number <= 66_000; number += 1) {
    const data = rawMessage.encode({ number, parts: [{ kind: 'text', payload: Buffer.from('a') }], camera: '' });
    writer.write(directionChannels(`ws${number}`, 'up').raw, data, CAPTURED_US);
  }
  expect(ends).toEqual([undefined]);
  await writer.close();
  const entries = (await entriesOf(file)).filter(isMessage);
  expect(writer.lost).toBe(0);
  expect(entries.length).toBeGreaterThan(60_000);
  expect(entries.every(({ connection, number }) => connection === `ws${number}`)).toBe(true);
});

it('records a client of the harness', async () => {
  const file = join(temporaryFolder(), 'client.mcap');
  const { url, sockets } = await webSocketServer();
  const read = new Promise<void>((resolve) => {
    sockets.on('connection', (socket) => {
      for (let seq = 0; seq < 3; seq += 1) socket.send(picture(seq));
      socket.ping();
      socket.once('pong', () => resolve());
    });
  });
  const recording = run(record, '--target', `${url.replace('http', 'ws')}/live`, '--out', file, '--protocol', 'websocket');
  await read;
  recording.stop();
  expect(await recording.code).toBe(0);
  expect(recording.out.at(-1)).toMatch(/1 connections, \d+ messages, 0 HTTP requests, 3 pictures/);
  expect((await entriesOf(file))[0]).toMatchObject({ path: '/live' });
});

it.skipIf(process.platform === 'win32')('writes a file that others cannot read', async () => {
  const file = join(temporaryFolder(), 'own.mcap');
  await (await RecordingWriter.create({ file })).close();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it.runIf(process.platform === 'linux')('reports a full disk in one line', async () => {
  const { url } = await webSocketServer();
  const recording = run(record, '--target', url, '--out', '/dev/full', '--force', '--port', '0');
  expect(await recording.code).toBe(2);
  expect(recording.errors).toEqual(['/dev/full: the disk is full']);
});

it.each([
  [['--out', 'x.mcap'], '--target is needed: the address of the server'],
  [['--target', 'http://a'], '--out is needed: the file for the recording'],
  [['--target', 'http://a', '--out', '/no/such/x.mcap'], '/no/such/x.mcap: there is no such file or folder'],
  [['--target', 'http://a', '--out', READER], `${READER}: the file exists; --force overwrites it`],
  [['--target', 'http://a', '--out', 'x', '--max-size', '9'], '--max-size 9: a size is needed, as in 500kb, 100mb or 2gb'],
  [['--target', 'http://a', '--out', 'x', '--duration', 'x'], '--duration x: a time is needed, as in 100ms, 2s or 1m'],
  [['--target', 'http://a', '--outt', 'x'], "Unknown option '--outt' (Did you mean --out?)"],
  [['--target', 'http://a', '--out', 'x', '--protocol-options', 'y'], '--protocol-options needs --protocol'],
])('%j is refused', async (args, message) => {
  const { code, errors } = run(record, ...args);
  expect(await code).toBe(2);
  expect(errors).toEqual([message]);
});
