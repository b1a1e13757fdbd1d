/** A recording as a server: handshakes, answers with the client's ids, messages in their order, and HTTP. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { httpExchange } from '../../src/recording/file/descriptors.ts';
import { HTTP_CHANNEL } from '../../src/recording/file/layout.ts';
import { readRecording, type Recording } from '../../src/recording/file/reader.ts';
import { RecordingWriter } from '../../src/recording/file/writer.ts';
import { replay } from '../../src/recording/replay/command.ts';
import { ReplayServer, type ReplayServerOptions } from '../../src/recording/replay/server/replay-server.ts';
import { closeEnds, End, onClose, tcpClient, webSocketClient, webSocketServer } from '../proxy/ends.ts';
import {
  addressOf,
  CAPTURED_US,
  DEEP,
  digest,
  frame,
  IO_PATH,
  ioClient,
  ioServer,
  recordFrames,
  recordingRelay,
  run,
  temporaryFolder,
  written,
} from './session.ts';

afterEach(closeEnds);

async function replayed(file: string | Recording, options: Partial<ReplayServerOptions> = {}): Promise<ReplayServer> {
  const recording = typeof file === 'string' ? await readRecording(file) : file;
  const server = await ReplayServer.start({ recording, patienceMs: 60_000, ...options });
  onClose(() => server.close());
  return server;
}

it('answers the events of a client with its own ids, and then sends the recorded events', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  await recordFrames(file, 5);
  const server = await replayed(file);
  const client = await ioClient(server.url, { token: 'another' });
  const frames: unknown[][] = [];
  client.on('frame', (...args: unknown[]) => frames.push(args));
  // Not in the recording: the id of the next event differs from the recorded one.
  client.emit('unknown', 1, () => undefined);
  expect(await client.emitWithAck('watch', { cameraId: 'bench-1' })).toEqual({ ok: true, ackEvery: 1 });
  await expect.poll(() => frames.length).toBe(5);
  expect(frames.map(([camera, bytes]) => [camera, digest(bytes as Buffer)])).toEqual(
    [0, 1, 2, 3, 4].map((seq) => ['bench-1', digest(frame(seq))]),
  );
  expect(server.differences).toEqual(['ws1: the recording has no answer to "unknown"']);
});

it('sends nothing that depends on an event before the client has sent it', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  await recordFrames(file, 3);
  const server = await replayed(file);
  const client = await ioClient(server.url);
  const heard: string[] = [];
  client.onAny((event: string) => heard.push(event));
  // The answer comes after everything that was sent before.
  client.emit('other', () => undefined);
  client.emit('watch', { cameraId: 'bench-1' }, () => heard.push('answer'));
  await expect.poll(() => heard.length).toBe(4);
  expect(heard.filter((what) => what === 'frame')).toHaveLength(3);
});

it('gives each client the connection in which its first event occurs', async () => {
  const file = join(temporaryFolder(), 'two.mcap');
  const hub = await ioServer((socket) => {
    socket.on('talk', (reply: (answer: string) => void) => {
      reply('talked');
      socket.emit('news', 1);
    });
    socket.on('look', (reply: (answer: string) => void) => {
      reply('looked');
      socket.emit('frame', 2);
    });
  });
  const relay = await recordingRelay(hub.url, file);
  const pushed: unknown[] = [];
  for (const event of ['talk', 'look']) {
    const client = await ioClient(relay.url);
    client.onAny((name: string) => pushed.push(name));
    expect(await client.emitWithAck(event)).toBe(`${event}ed`);
  }
  await expect.poll(() => pushed.length).toBe(2);
  await relay.close();
  const server = await replayed(file);
  const [first, second] = [await ioClient(server.url), await ioClient(server.url)];
  const heard: [string, unknown][] = [];
  first.onAny((event: string, value: unknown) => heard.push([event, value]));
  second.onAny((event: string, value: unknown) => heard.push([event, value]));
  expect(await first.emitWithAck('look')).toBe('looked');
  expect(await second.emitWithAck('talk')).toBe('talked');
  await expect.poll(() => heard.length).toBe(2);
  expect(heard).toEqual(
    expect.arrayContaining([
      ['frame', 2],
      ['news', 1],
    ]),
  );
  expect(server.differences).toEqual([]);
});

it('gives each client all answers in their order, and repeats the last one', async () => {
  const file = join(temporaryFolder(), 'answers.mcap');
  let count = 0;
  const hub = await ioServer((socket) => socket.on('next', (reply: (answer: number) => void) => reply((count += 1))));
  const relay = await recordingRelay(hub.url, file);
  const recorded = await ioClient(relay.url);
  for (const answer of [1, 2]) expect(await recorded.emitWithAck('next')).toBe(answer);
  await relay.close();
  const server = await replayed(file);
  for (let visit = 0; visit < 2; visit += 1) {
    const client = await ioClient(server.url);
    for (const answer of [1, 2, 2]) expect(await client.emitWithAck('next')).toBe(answer);
  }
});

it('plays plain WebSocket: messages follow those of the client, and the close has its code', async () => {
  const file = join(temporaryFolder(), 'plain.mcap');
  const { url, sockets } = await webSocketServer();
  sockets.on('connection', (socket) => {
    socket.send('hello');
    socket.on('message', (data: Buffer) => {
      if (data.toString() === 'bye') socket.close(4000, 'bye');
      else socket.send(`echo ${data.toString()}`);
    });
  });
  const relay = await recordingRelay(url, file);
  const recorded = await webSocketClient(`${relay.url}/chat`);
  for (const text of ['one', 'two']) {
    const before = recorded.received.length;
    recorded.socket.send(text);
    await expect.poll(() => recorded.received.length).toBeGreaterThan(before);
  }
  recorded.socket.send('bye');
  await recorded.closed();
  await relay.close();

  const server = await replayed(file);
  const client = await webSocketClient(`${server.url}/chat`);
  await expect.poll(() => client.texts).toEqual(['hello']);
  client.socket.send('one');
  await expect.poll(() => client.texts).toEqual(['hello', 'echo one']);
  client.socket.send('two');
  await expect.poll(() => client.texts).toEqual(['hello', 'echo one', 'echo two']);
  const closed = client.closed();
  client.socket.send('bye');
  expect(await closed).toEqual({ code: 4000, reason: 'bye' });
  await expect(webSocketClient(`${server.url}/other`)).rejects.toThrow('404');
  expect(server.differences).toEqual(['a WebSocket connection to /other is not in the recording']);
});

it('goes on without a message that the client does not send, and reports it', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  await recordFrames(file, 2);
  const server = await replayed(file, { patienceMs: 10 });
  const client = await ioClient(server.url);
  let frames = 0;
  client.on('frame', () => (frames += 1));
  await expect.poll(() => frames).toBe(2);
  expect(server.differences).toEqual(['ws1: the event "watch" of the client did not come']);
});

it('answers HTTP requests in their order, and repeats the last answer', async () => {
  const file = join(temporaryFolder(), 'http.mcap');
  let visits = 0;
  const hub = await ioServer(
    () => undefined,
    (request, response) => {
      visits += 1;
      response.writeHead(request.url?.startsWith('/page') ? 200 : 403, { 'content-type': 'text/html', etag: '"1"' });
      response.end(`visit ${visits}`);
    },
  );
  const relay = await recordingRelay(hub.url, file);
  const get = async (url: string): Promise<string> => {
    const response = await fetch(url, { headers: { connection: 'close' } });
    return `${response.status} ${response.headers.get('content-type') ?? ''} ${await response.text()}`;
  };
  for (const path of ['/page', '/page', '/me?token=x']) await get(`${relay.url}${path}`);
  await expect.poll(() => relay.recorder.counts.exchanges).toBe(3);
  await relay.close();
  const replaying = run(replay, file, '--as', 'server', '--port', '0');
  const url = await addressOf(replaying);
  expect(await get(`${url}/page`)).toBe('200 text/html visit 1');
  expect(await get(`${url}/page?new=1`)).toBe('200 text/html visit 1');
  expect(await get(`${url}/page`)).toBe('200 text/html visit 2');
  expect(await get(`${url}/page`)).toBe('200 text/html visit 2');
  expect(await get(`${url}/me?token=y`)).toBe('403 text/html visit 3');
  expect(await get(`${url}/none`)).toMatch(/^404 /);
  replaying.stop();
  expect(await replaying.code).toBe(0);
  expect(replaying.errors).toEqual(['GET /none is not in the recording']);
});

it('goes on to answer a client that sends a deeply nested event', async () => {
  const recording = await written(IO_PATH, [
    { direction: 'up', text: '420["a",1]' },
    { direction: 'down', text: '430["answer"]' },
  ]);
  const server = await replayed(recording);
  const client = await webSocketClient(`${server.url}${IO_PATH}`);
  client.socket.send(`421["a",${DEEP}]`);
  client.socket.send('422["a",1]');
  await expect.poll(() => client.texts).toContain('432["answer"]');
});

it('closes although a client that it has refused does not end its side', async () => {
  const server = await replayed(await written('/live', []));
  const client = await tcpClient(server.url);
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
  client.write(`GET /none HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`);
  const [answer] = (await once(client, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  await server.close();
});

it.each([
  ['a status that is none', { status: 42 }],
  ['no status', { status: 0 }],
  ['an invalid name of a header', { headers: [{ name: 'bad name', value: 'a' }] }],
  ['an invalid value of a header', { headers: [{ name: 'content-type', value: 'a\r\nb: c' }] }],
])('answers 502 for a recorded response with %s', async (_what, wrong) => {
  const file = join(temporaryFolder(), 'response.mcap');
  const writer = await RecordingWriter.create({ file });
  const valid = { connection: 'http1', method: 'GET', path: '/', status: 200, headers: [], body: Buffer.from('a'), bodyOmitted: false };
  writer.write(HTTP_CHANNEL, httpExchange.encode({ ...valid, durationUs: 1n, ...wrong }), CAPTURED_US);
  await writer.close();
  const server = await replayed(file);
  const response = await fetch(server.url, { headers: { connection: 'close' } });
  expect([response.status, await response.text()]).toEqual([502, 'The recorded response is invalid.\n']);
  expect(server.differences).toEqual(['GET /: the recorded response is invalid']);
});

it.each([
  ['a code that no end may send', Buffer.from([0x03, 0xee])],
  ['a reason that is too long', Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.alloc(200, 'a')])],
])('breaks the connection off for %s', async (_what, close) => {
  const problems: Error[] = [];
  const server = await replayed(await written('/live', [{ direction: 'down', close }]), { onProblem: (error) => problems.push(error) });
  const client = new End(new WebSocket(`${server.url.replace('http', 'ws')}/live`));
  expect(await client.closed()).toMatchObject({ code: 1006 });
  expect(problems).toEqual([]);
});

it('repeats a connection when its recorded time is over', async () => {
  const recording = await written('/live', [{ direction: 'down', text: 'hello', atUs: 1000 }], 300_000);
  const server = await replayed(recording, { loop: true });
  const startedMs = performance.now();
  const client = await webSocketClient(`${server.url}/live`);
  await expect.poll(() => client.texts.length).toBeGreaterThan(2);
  expect(performance.now() - startedMs).toBeGreaterThan(500);
});

it('repeats a connection that took no time ten times a second at most', async () => {
  const server = await replayed(await written('/live', [{ direction: 'down', text: 'hello' }]), { loop: true });
  const startedMs = performance.now();
  const client = await webSocketClient(`${server.url}/live`);
  await expect.poll(() => client.texts.length).toBeGreaterThan(3);
  expect(client.texts.length / (performance.now() - startedMs + 100)).toBeLessThan(0.012);
});

it('sends no pings for an interval that is longer than a timer can be', async () => {
  const recording = await written(IO_PATH, [
    { direction: 'down', text: '0{"sid":"a","pingInterval":1e12,"pingTimeout":20000}' },
    { direction: 'up', text: '420["a"]' },
    { direction: 'down', text: '430["answer"]', atUs: 100_000 },
  ]);
  const client = await webSocketClient(`${(await replayed(recording)).url}${IO_PATH}`);
  client.socket.send('420["a"]');
  await expect.poll(() => client.texts).toContain('430["answer"]');
  expect(client.texts).not.toContain('2');
});
