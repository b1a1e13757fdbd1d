/** Viewers of plain WebSocket servers in Node and Python, healthy and with defects. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { deferred } from '../../src/timing/deferred.ts';
import { CHECKOUT } from '../../src/system/programs.ts';
import { FIGURES, LAST, measure, ORDERS, perViewer, runCrowd, streamOf, VIEWERS } from './session.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Encode = (seq: number) => Buffer | string;

/** A number of 16 bits, four bytes of flags, and the time in µs. */
const binary: Encode = (seq) => {
  const message = Buffer.alloc(2000);
  message.writeUInt16LE(seq, 0);
  message.writeBigUInt64BE(BigInt(Date.now()) * 1000n, 6);
  return message;
};
const BINARY = { seq: 'u16le@0', time: 'u64be@6', timeUnit: 'us' };
const json: Encode = (seq) => JSON.stringify({ kind: 'picture', number: String(seq), at: Date.now(), data: 'x'.repeat(2000) });
const JSON_MESSAGES = { messages: 'json', where: 'kind=picture', seq: 'number', time: 'at' };

async function start(
  encode: Encode,
): Promise<{ url: string; viewers: WebSocket[]; heard: string[]; publish: (seqs: readonly number[], to?: WebSocket[]) => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 65_536 });
  const viewers: WebSocket[] = [];
  const heard: string[] = [];
  server.on('connection', (viewer) => {
    viewers.push(viewer);
    viewer.on('close', () => viewers.splice(viewers.indexOf(viewer), 1));
    viewer.on('message', (data) => heard.push((data as Buffer).toString()));
    viewer.send(JSON.stringify({ kind: 'hello' }));
    viewer.send(encode(0));
  });
  await once(server, 'listening');
  closers.push(() => {
    for (const viewer of server.clients) viewer.terminate();
    server.close();
  });
  const publish = (seqs: readonly number[], to = viewers): void => {
    for (const seq of seqs) for (const viewer of to) viewer.send(encode(seq));
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`, viewers, heard, publish };
}

describe.each([
  ['binary', binary, BINARY],
  ['JSON', json, JSON_MESSAGES],
] as const)('a ws server with %s messages', (kind, encode, description) => {
  it.each(FIGURES)('and %s frames gives these figures', async (order, figures) => {
    const server = await start(encode);
    const stream = await streamOf('websocket', description);
    const report = await measure({ stream, url: server.url, publish: () => server.publish(ORDERS[order]) });
    expect(perViewer(report)).toEqual(figures);
    expect(report.published).toBe(LAST);
    expect(report.groups[0]?.ageMs.p50).toBeGreaterThan(0);
    expect(stream.misfit).toBeUndefined();
  });

  it('gets acknowledgements and the messages for joining', async () => {
    const server = await start(encode);
    const more = { send: [{ type: 'subscribe' }, 'text'], acknowledge: '{"ack":{seq}}', acknowledgeEvery: 2 };
    const stream = await streamOf('websocket', { ...description, ...more });
    await measure({ stream, url: server.url, publish: () => server.publish(ORDERS.healthy) });
    await expect.poll(() => server.heard.filter((text) => text === '{"ack":99}').length).toBe(VIEWERS);
    expect(server.heard.filter((text) => text === '{"type":"subscribe"}')).toHaveLength(VIEWERS);
    expect(server.heard.filter((text) => text.startsWith('{"ack"'))).toHaveLength((VIEWERS * LAST) / 2);
    expect(kind === 'JSON' || stream.misfit === undefined).toBe(true);
  });
});

describe('a ws server', () => {
  it('whose 16-bit numbers start again at 0 loses nothing', async () => {
    const server = await start((seq) => binary((65_500 + seq) % 65_536));
    const isLast = (seq: number | null): boolean => seq === (65_500 + LAST) % 65_536;
    const report = await measure({
      stream: await streamOf('websocket', BINARY),
      url: server.url,
      publish: () => server.publish(ORDERS.healthy),
      isLast,
    });
    expect(perViewer(report)).toEqual(FIGURES[0]?.[1]);
  });

  it('that counts from the start again is not out of order', async () => {
    const server = await start(json);
    const publish = (): void => server.publish([1000, 1001, 1002, 1, 2, LAST]);
    const report = await measure({ stream: await streamOf('websocket', JSON_MESSAGES), url: server.url, publish });
    expect(perViewer(report)).toMatchObject({ frames: 6, late: 0, repeated: 0 });
    expect(report.published).toBe(1002 + LAST);
  });

  it('that stops sending to a viewer is found', async () => {
    const server = await start(json);
    const stream = await streamOf('websocket', JSON_MESSAGES);
    const publish = (): void => server.publish(ORDERS.healthy, server.viewers.slice(1));
    const { groups } = await measure({ stream, url: server.url, publish, expected: VIEWERS - 1 });
    expect(groups[0]).toMatchObject({ silent: 1, dropped: LAST, share: { worst: 0 }, reconnects: 0 });
  });

  it('that goes silent is left, if the description limits the silence', async () => {
    const server = await start(json);
    const stream = await streamOf('websocket', { ...JSON_MESSAGES, idleTimeoutMs: 100 });
    const lost = deferred<string>();
    await stream.dial({ url: server.url }, { frame: () => undefined, message: () => undefined, lost: lost.resolve });
    expect(await lost.promise).toBe('nothing arrived for 100 ms');
    await expect.poll(() => server.viewers.length).toBe(0);
  });

  it('is watched at an address with http, as proxies print it', async () => {
    const server = await start(binary);
    const address = ['--url', server.url.replace('ws:', 'http:'), '--rtt', '1ms'];
    const { code, out, error } = await runCrowd('--protocol', 'websocket', ...address);
    expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
    expect(out).toMatch(/3 fast, 1 ms away +\d+/);
  });

  it('that refuses is reported in one line', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: () => false });
    await once(server, 'listening');
    closers.push(() => server.close());
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, error } = await runCrowd('--protocol', 'websocket', '--url', url);
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: 'the upgrade was refused: HTTP/1.1 401 Unauthorized\n' });
  });

  it('that does not have the subprotocol is reported', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false });
    await once(server, 'listening');
    closers.push(() => server.close());
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, error } = await runCrowd('--protocol', 'websocket', '--url', url, '--subprotocol', 'frames.v2');
    const message = 'the server does not speak the subprotocol frames.v2: it answers none\n';
    expect({ code, error }).toEqual({ code: EXIT.notWatchable, error: message });
  });
});

describe('a Python websockets server', () => {
  async function startPython(): Promise<{ url: string; publish: (seqs: readonly number[]) => void }> {
    const script = fileURLToPath(new URL('websockets_server.py', import.meta.url));
    const child: ChildProcess = spawn(venvPython(CHECKOUT), [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    closers.push(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    const [port] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    return { url: `ws://127.0.0.1:${port}`, publish: (seqs) => void child.stdin?.write(`${JSON.stringify(seqs)}\n`) };
  }

  it.each(FIGURES)('with %s frames gives these figures', async (order, figures) => {
    const server = await startPython();
    const joining = { subprotocol: 'frames.v1', send: [{ type: 'subscribe' }] };
    const places = { messages: 'json', where: 'type=frame', seq: 'meta.seq', time: 'meta.t', timeUnit: 's' };
    const stream = await streamOf('websocket', { ...places, ...joining });
    const report = await measure({ stream, url: server.url, publish: () => server.publish(ORDERS[order]) });
    expect(perViewer(report)).toEqual(figures);
    expect(report.groups[0]?.ageMs.p50).toBeGreaterThan(0);
  });
});
