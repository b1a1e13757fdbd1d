/** Servers that break their protocol: the viewer ends the connection with a clear reason, in bounded memory. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { Member } from '../../src/crowd/member.ts';
import { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import { deferred } from '../../src/timing/deferred.ts';
import { runCrowd, streamOf } from '../foreign/session.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const OPEN = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const ADMITTED = '40{"sid":"b"}';

async function webSockets(serve: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function tcp(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Why a viewer is not admitted, or why it is lost. */
async function reasonOf(protocol: string, url: string, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const lost = deferred<string>();
  const stream = await streamOf(protocol, options);
  const dialled = stream.dial({ url }, { frame: () => undefined, message: () => undefined, lost: lost.resolve }).then(
    (connection) => {
      closers.push(() => connection.close());
      return lost.promise;
    },
    (error: unknown) => (error as Error).message,
  );
  return dialled;
}

describe('a Socket.IO server', () => {
  const sends = (...texts: readonly string[]): Promise<string> =>
    webSockets((socket) => {
      socket.send(OPEN);
      socket.on('message', () => {
        for (const text of texts) socket.send(text);
      });
    });

  it.each([
    [['40{"sid":"b"}', '42["frame",{'], 'the server sends an event that is not JSON: 42["frame",{'],
    [[OPEN], 'the server sends its handshake twice'],
    [[ADMITTED, OPEN], 'the server sends its handshake twice'],
    [[ADMITTED, `2${'x'.repeat(1000)}`], 'the server sends a ping of 1000 characters; at most 125 are answered'],
    [[ADMITTED, '49'], 'the server sent a packet that Socket.IO does not have'],
    [[ADMITTED, '45["a"]'], 'a packet has no count of attachments'],
    [['44{"message":{"a":1}}'], 'the server refused: no reason'],
    [['44{"message":"\\u001b[31mno\\nway"}'], 'the server refused:  [31mno way'],
  ])('that sends %j', async (texts, reason) => {
    expect(await reasonOf('socket.io', await sends(...texts), { seq: '0.seq' })).toBe(reason);
  });

  it('whose admission and end come together refuses the viewer, who is not lost as well', async () => {
    const url = await sends(ADMITTED, '1');
    const member = new Member(
      (arrivals, signal) => streamOf('socket.io', {}).then((stream) => stream.dial({ url, signal }, arrivals)),
      () => undefined,
      { lost: (reason) => expect.unreachable(reason) },
    );
    closers.push(() => member.leave());
    await expect(member.join()).rejects.toThrow('the server closed the connection');
  });

  it('whose events have names of the prototype is read', async () => {
    const names: string[] = [];
    const url = await sends(ADMITTED, '42["__proto__",1]', '42["constructor",1]', '42["\u007f",1]');
    const stream = await streamOf('socket.io', {});
    const connection = await stream.dial({ url }, { frame: () => undefined, message: (name) => names.push(name), lost: () => undefined });
    closers.push(() => connection.close());
    await expect.poll(() => names).toEqual(['__proto__', 'constructor', ' ']);
  });
});

describe('a WebSocket server', () => {
  it('that sends no JSON', async () => {
    const url = await webSockets((socket) => socket.send('{"a":'));
    const reason = 'the server sends a message that is not JSON: {"a":';
    expect(await reasonOf('websocket', url.replace('http', 'ws'), { messages: 'json', seq: 'seq' })).toBe(reason);
  });

  it('that floods with pings and does not read the answers', async () => {
    const url = await tcp((socket) => {
      socket.once('data', (request: Buffer) => {
        socket.pause();
        const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? '';
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        const pings = Buffer.concat(Array.from({ length: 500 }, () => Buffer.from([0x89, 125, ...Buffer.alloc(125)])));
        const flood = (): void => {
          while (!socket.destroyed && socket.write(pings));
        };
        socket.on('drain', flood);
        flood();
      });
    });
    expect(await reasonOf('websocket', url.replace('http', 'ws'))).toBe('the server does not read: 1048576 bytes wait to be sent');
  });

  it('that ends each connection at its first message is reported with the reason', async () => {
    const url = await webSockets((socket) => {
      socket.send('hello');
      socket.once('pong', () => socket.close(1008, 'no such room'));
      socket.ping();
    });
    const { code, error } = await runCrowd('--protocol', 'websocket', '--url', url.replace('http', 'ws'));
    expect(code).toBe(EXIT.notWatchable);
    expect(error).toMatch(/received no frame within 15 s: connections were lost: closed by the server: 1008 no such room \(\d+\)/);
    expect(error).toMatch(/; before that, these messages arrived: text \(\d+\)\n$/);
  });
});

describe('a viewer that leaves while it connects', () => {
  it.each(['websocket', 'socket.io', 'mjpeg'])('closes its connection of the protocol %s', async (protocol) => {
    const open = new Set<Socket>();
    const url = await tcp((socket) => {
      open.add(socket);
      socket.resume();
      socket.on('close', () => open.delete(socket));
    });
    const address = protocol === 'websocket' ? url.replace('http', 'ws') : url;
    const stream = await streamOf(protocol, {});
    const member = new Member(
      (arrivals, signal) => stream.dial({ url: address, signal }, arrivals),
      () => undefined,
    );
    const joining = expect(member.join()).rejects.toThrow();
    await expect.poll(() => open.size).toBe(1);
    member.leave();
    await joining;
    await expect.poll(() => open.size).toBe(0);
  });
});

it('a status line with control characters behind a proxy becomes a 502', async () => {
  const target = await tcp((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 500 \u001b[31mRed\r\nContent-Length: 0\r\n\r\n'));
  });
  const problems: string[] = [];
  const proxy = await FaultProxy.start({ target, tap: { problem: (message) => problems.push(message) } });
  closers.push(() => proxy.close());
  const answer = await fetch(proxy.url);
  expect(answer.status).toBe(502);
  await answer.text();
  expect(problems).toHaveLength(1);
});
