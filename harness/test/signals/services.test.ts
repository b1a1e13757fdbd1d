/** Commands that run until they are ended: on a signal they close what they opened, and end with their exit status. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { readRecording } from '../../src/recording/file/reader.ts';
import { webSocketClient, webSocketServer, type End } from '../proxy/ends.ts';
import type { Program } from '../program.ts';
import { entriesOf, isMessage, recordFrames } from '../recording/session.ts';
import { acceptingHub } from './accepting-hub.ts';
import { crashingProtocol, startProgram, useFolder } from './programs.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const MESSAGES = 100;

const folder = useFolder();
const inFolder = (name: string): string => join(folder.path, name);

/** Fails if something listens on the port. */
async function expectFree(url: string): Promise<void> {
  const server = createServer().listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

/** A relay, and both ends of a connection through it. */
async function relay(...args: readonly string[]): Promise<{ program: Program; url: string; client: End; server: End }> {
  const { url: target, served } = await webSocketServer();
  const program = startProgram(...args, '--target', target, '--port', '0');
  const [url] = await program.printed(/http:\S+/);
  const client = await webSocketClient(url);
  return { program, url, client, server: served[0]! };
}

// Windows has no signals.
describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each(SIGNALS)('%s ends a proxy with its connections', async (signal) => {
    const { program, url, client, server } = await relay('proxy');
    const closed = Promise.all([client.closed(), server.closed()]);
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: 0, error: '' });
    expect((await closed).map(({ code }) => code)).toEqual([1006, 1006]);
    await expectFree(url);
  });

  it.each(SIGNALS)('%s finishes a recording', async (signal) => {
    const file = inFolder('session.mcap');
    const { program, url, client, server } = await relay('record', '--out', file);
    for (let sent = 0; sent < MESSAGES; sent += 1) server.socket.send(Buffer.alloc(10_000, sent));
    await expect.poll(() => client.received.length).toBe(MESSAGES);
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: 0, error: '' });
    await expectFree(url);
    await expectWhole(file);
  });

  it('SIGINT twice leaves a recording that can be read', async () => {
    const file = inFolder('session.mcap');
    const { program, client, server } = await relay('record', '--out', file);
    for (let sent = 0; sent < MESSAGES; sent += 1) server.socket.send(Buffer.alloc(10_000, sent));
    await expect.poll(() => client.received.length).toBe(MESSAGES);
    program.signal('SIGINT');
    // The first signal has arrived when the connection is closed.
    await client.closed();
    program.signal('SIGINT');
    const { code } = await program.ended;
    // A machine that is slow to write has a file without its end.
    if (code === 0) await expectWhole(file);
    else expect({ code, isCutOff: (await readRecording(file)).isCutOff }).toEqual({ code: EXIT.interrupted, isCutOff: true });
  });

  it('of a crash, the rejection of an own protocol, finishes a recording', async () => {
    const { url: target, sockets } = await webSocketServer();
    const rejected = "void Promise.reject(new Error('a mistake in the protocol'))";
    const protocol = folder.file('crashing.mjs', crashingProtocol(rejected));
    sockets.on('connection', (socket) => {
      for (let sent = 0; sent < MESSAGES; sent += 1) socket.send(Buffer.alloc(100, sent));
    });
    const file = inFolder('session.mcap');
    const program = startProgram('record', '--target', target.replace('http', 'ws'), '--protocol', protocol, '--out', file, '--port', '0');
    const { code, error } = await program.ended;
    expect(code).toBe(EXIT.crashed);
    expect(error).toContain('the harness crashed: Error: a mistake in the protocol');
    const recording = await readRecording(file);
    for await (const _ of recording.entries());
    expect(recording.isCutOff).toBe(false);
  });

  it.each(SIGNALS)('%s ends a replay with its connections', async (signal) => {
    const file = inFolder('frames.mcap');
    await recordFrames(file, 5);
    const program = startProgram('replay', file, '--as', 'server', '--port', '0');
    const [url] = await program.printed(/http:\S+/);
    const client = await webSocketClient(`${url}/socket.io/?EIO=4&transport=websocket`);
    const closed = client.closed();
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: 0 });
    await closed;
    await expectFree(url);
  });

  it.each(SIGNALS)('%s ends a camera, which closes its link', async (signal) => {
    const hub = await acceptingHub();
    const program = startProgram('camera', '--url', hub.url, '--token', 't', '--size', '64x48', '--frame-size', '4kb');
    await expect.poll(hub.frames).toBeGreaterThan(0);
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: 0, error: '' });
    await expect.poll(hub.closeCodes).toEqual([1000]);
  });

  it.each(SIGNALS)('%s ends a crowd, and all viewers leave', async (signal) => {
    const { url, sockets } = await webSocketServer();
    const program = startProgram('crowd', '--protocol', 'websocket', '--url', url.replace('http', 'ws'), '--viewers', '5');
    await expect.poll(() => sockets.clients.size).toBe(5);
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'interrupted: all viewers have left\n' });
    await expect.poll(() => sockets.clients.size).toBe(0);
  });

  it.each(SIGNALS)('%s ends the page and its run', async (signal) => {
    const { url: target, sockets } = await webSocketServer();
    folder.file('own.yaml', `duration: 60m\ntarget: { url: '${target}' }\ncrowds: [{ name: a, protocol: websocket }]\n`);
    const program = startProgram('serve', '--folder', folder.path, '--reports', inFolder('reports'), '--port', '0');
    const [address] = await program.printed(/http:\S+/);
    const { origin, port, searchParams } = new URL(address);
    const headers = { 'content-type': 'application/json', cookie: `eyepiece-harness-${port}=${searchParams.get('token') ?? ''}` };
    const started = await fetch(`${origin}/api/start`, { method: 'POST', headers, body: JSON.stringify({ file: 'own.yaml' }) });
    expect(started.status).toBe(202);
    await expect.poll(() => sockets.clients.size).toBe(1);
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: 0, error: '' });
    await expect.poll(() => sockets.clients.size).toBe(0);
    await expectFree(origin);
  });
});

async function expectWhole(file: string): Promise<void> {
  const recording = await readRecording(file);
  const messages = (await entriesOf(file)).filter(isMessage).filter(({ direction }) => direction === 'down');
  for await (const _ of recording.entries());
  expect({ messages: messages.length, isCutOff: recording.isCutOff }).toEqual({ messages: MESSAGES, isCutOff: false });
}
