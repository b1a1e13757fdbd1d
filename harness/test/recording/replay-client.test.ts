/** A recording as the client of a server under test: the same requests, and differences of the answers. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readRecording } from '../../src/recording/file/reader.ts';
import { replay } from '../../src/recording/replay/command.ts';
import { replayAsClient } from '../../src/recording/replay/client/replay-client.ts';
import { closeEnds, httpServer, webSocketClient, webSocketServer } from '../proxy/ends.ts';
import { DEEP, IO_PATH, ioClient, ioServer, recordingRelay, run, temporaryFolder, written, type IoServer } from './session.ts';

afterEach(closeEnds);

type Watch = (request: { cameraId: string }, reply: (answer: object) => void) => void;

/** Answers `watch`, then sends `state`. */
async function hub(answer: object, state: object | null = { at: 1, live: true }, heard: unknown[] = []): Promise<IoServer> {
  return ioServer((socket) => {
    heard.push(socket.handshake.auth);
    const watch: Watch = (request, reply) => {
      heard.push(request);
      reply(answer);
      if (state) socket.emit('state', state);
    };
    socket.on('watch', watch);
  });
}

async function recorded(): Promise<string> {
  const file = join(temporaryFolder(), 'client.mcap');
  const { url } = await hub({ ok: true, id: 'a', size: 3 });
  const relay = await recordingRelay(url, file);
  const client = await ioClient(relay.url, { token: 'secret' });
  const state = new Promise((resolve) => client.once('state', resolve));
  await client.emitWithAck('watch', { cameraId: 'bench-1' });
  await state;
  client.close();
  await relay.close();
  return file;
}

it('sends what the client sent, and finds no difference in a server with other values', async () => {
  const file = await recorded();
  const heard: unknown[] = [];
  const { url } = await hub({ ok: true, id: 'b', size: 4 }, { at: 2, live: true }, heard);
  const { code, out, errors } = run(replay, file, '--as', 'client', '--target', url, '--auth', '{"token":"new"}', '--wait', '60s');
  expect(await code).toBe(0);
  expect(heard).toEqual([{ token: 'new' }, { cameraId: 'bench-1' }]);
  expect(errors).toEqual([]);
  expect(out).toEqual([expect.stringMatching(/^1 connections, \d+ messages sent, 0 differences$/)]);
});

it('reports answers that fail, lack a field, or do not come', async () => {
  const file = await recorded();
  const { url } = await hub({ ok: false, id: 'b', error: { code: 'forbidden' } });
  const failing = run(replay, file, '--as', 'client', '--target', url, '--wait', '60s');
  expect(await failing.code).toBe(1);
  expect(failing.errors).toEqual([
    'ws1: the answer to "watch": argument 0.ok: true was recorded, false came',
    'ws1: the answer to "watch": argument 0.size is missing',
    'ws1: the answer to "watch": argument 0.error is new',
  ]);
  const silent = await hub({ ok: true, id: 'b', size: 3 }, null);
  const recording = await readRecording(file);
  const { differences } = await replayAsClient({ recording, target: silent.url, waitMs: 100 });
  expect(differences).toContain('ws1: "state" was recorded once and did not come');
});

it('replays plain WebSocket and compares JSON by its type', async () => {
  const file = join(temporaryFolder(), 'plain.mcap');
  const serve = async (answer: (text: string) => object): Promise<string> => {
    const { url, sockets } = await webSocketServer();
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        socket.send(JSON.stringify(answer(data.toString())));
      });
    });
    return url;
  };
  const relay = await recordingRelay(await serve((text) => ({ type: 'echo', text, ok: true })), file);
  const client = await webSocketClient(`${relay.url}/live`);
  client.socket.send('one');
  await expect.poll(() => client.received.length).toBe(1);
  client.socket.close();
  await client.closed();
  await relay.close();
  const recording = await readRecording(file);
  const same = await serve(() => ({ type: 'echo', text: 'else', ok: true }));
  expect((await replayAsClient({ recording, target: same, waitMs: 60_000 })).differences).toEqual([]);
  const other = await serve(() => ({ type: 'echo', text: 5, ok: true }));
  expect((await replayAsClient({ recording, target: other, waitMs: 60_000 })).differences).toEqual([
    'ws1: "echo": text: text was recorded, number came',
  ]);
});

it('sends its headers to no server that a recorded path names', async () => {
  const asked: unknown[] = [];
  const { server, url } = await httpServer();
  server.on('upgrade', ({ headers }, socket) => {
    asked.push(headers.authorization);
    socket.destroy();
  });
  const other = url.replace('http://', '');
  const options = { target: 'http://127.0.0.1:1', headers: { authorization: 'Bearer T' }, waitMs: 0 };
  await expect(replayAsClient({ ...options, recording: await written(`@${other}/live`, []) })).rejects.toThrow(
    /written\.mcap: the path of ws1 does not start with \/$/,
  );
  for (const path of [`//${other}/live`, `/\\${other}/live`]) {
    const { differences } = await replayAsClient({ ...options, recording: await written(path, []) });
    expect(differences).toEqual([expect.stringContaining('leads to another server')]);
  }
  expect(asked).toEqual([]);
});

it.each([
  ['Socket.IO', IO_PATH, `42["state",${DEEP}]`, '42["state",1]'],
  ['plain WebSocket', '/live', DEEP, '{"a":1}'],
])('is not ended by a deeply nested message of %s', async (_what, path, deep, recordedText) => {
  const { url, sockets } = await webSocketServer();
  sockets.on('connection', (socket) => {
    socket.send('0{"sid":"a","pingInterval":25000,"pingTimeout":20000}');
    socket.send(deep);
    socket.send(recordedText);
  });
  const recording = await written(path, [{ direction: 'down', text: recordedText }]);
  const { connections, differences } = await replayAsClient({ recording, target: url, waitMs: 60_000 });
  expect(connections).toBe(1);
  expect(differences.join()).not.toContain('did not come');
});

it('reports a server that does not admit the client', async () => {
  const file = await recorded();
  const { code, errors } = run(replay, file, '--as', 'client', '--target', 'http://127.0.0.1:1', '--wait', '0ms');
  expect(await code).toBe(1);
  expect(errors[0]).toMatch(/^ws1: the server does not admit the client: .*ECONNREFUSED/);
});

it.each([
  [[], 'replay needs a recording: replay FILE'],
  [['x'], '--as is needed: server or client'],
  [['x', '--as', 'camera'], '--as camera: server or client is needed'],
  [['x', '--as', 'client'], '--target is needed: the address of the server under test'],
  [['x', '--as', 'server', '--target', 'http://a'], '--target is for --as client'],
  [['x', '--as', 'client', '--target', 'http://a', '--auth', '3'], '--auth 3: a JSON object is needed, as in {"token":"T"}'],
  [['/no/file', '--as', 'server'], '/no/file: there is no such file or folder'],
  [['x', '--as', 'server', '--sped', '2'], "Unknown option '--sped' (Did you mean --speed?)"],
])('%j is refused', async (args, message) => {
  const { code, errors } = run(replay, ...args);
  expect(await code).toBe(2);
  expect(errors).toEqual([message]);
});
