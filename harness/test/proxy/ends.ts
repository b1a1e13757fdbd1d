/** Real servers and clients for both ends of a proxy. Each test file calls `closeEnds` after each test. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { FaultProxy, type FaultProxyOptions } from '../../src/proxy/fault-proxy.ts';

/** A timer of Node may fire this much before its time, because it starts at the time of the event loop. */
export const CLOCK_MS = 10;

const closing: (() => Promise<void> | void)[] = [];

export async function closeEnds(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

export function onClose(close: () => Promise<void> | void): void {
  closing.push(close);
}

export async function startProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = await FaultProxy.start(options);
  closing.push(() => proxy.close());
  return proxy;
}

export async function httpServer(listener?: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface Received {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/** One end of a WebSocket connection that keeps what it receives. */
export class End {
  readonly socket: WebSocket;
  readonly received: Received[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: RawData, isBinary) => this.received.push({ data: data as Buffer, isBinary }));
    closing.push(() => socket.terminate());
  }

  get texts(): string[] {
    return this.received.filter(({ isBinary }) => !isBinary).map(({ data }) => data.toString());
  }

  async next(): Promise<Received> {
    const [data, isBinary] = (await once(this.socket, 'message')) as [Buffer, boolean];
    return { data, isBinary };
  }

  async closed(): Promise<{ code: number; reason: string }> {
    const [code, reason] = (await once(this.socket, 'close')) as [number, Buffer];
    return { code, reason: reason.toString() };
  }
}

/** A WebSocket server; `served` are its ends in the order of the connections. */
export async function webSocketServer(): Promise<{ url: string; served: End[]; sockets: WebSocketServer }> {
  const { server, url } = await httpServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  const served: End[] = [];
  sockets.on('connection', (socket) => served.push(new End(socket)));
  return { url, served, sockets };
}

/** Both ends of a connection through a proxy to a new server. */
export async function webSocketThrough(
  options: Omit<FaultProxyOptions, 'target'>,
): Promise<{ proxy: FaultProxy; client: End; server: End }> {
  const { url, served } = await webSocketServer();
  const proxy = await startProxy({ ...options, target: url });
  const client = await webSocketClient(proxy.url);
  return { proxy, client, server: served[0]! };
}

export async function webSocketClient(url: string): Promise<End> {
  const end = new End(new WebSocket(url.replace('http', 'ws')));
  await once(end.socket, 'open');
  return end;
}

export async function tcpClient(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  closing.push(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Bytes until the other end ends. */
export async function allOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

/** Whether a text of the server arrives at the client before the pong of a later ping. */
export async function arrivesAt(client: End, server: End, text: string): Promise<boolean> {
  server.socket.send(text);
  server.socket.ping();
  await once(server.socket, 'pong');
  return client.texts.includes(text);
}

/** A client that sends a long request, and the error that it sees. */
export async function longRequest(url: string): Promise<unknown> {
  const client = await tcpClient(url);
  const failed = new Promise((resolve) => client.once('error', resolve));
  client.resume();
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${'.'.repeat(2000)}`);
  return failed;
}
