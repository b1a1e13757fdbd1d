/** Servers that stream numbered frames, as the shipped scenarios expect them: Socket.IO, plain WebSocket and Python. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';
import { Server, type Socket } from 'socket.io';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHECKOUT } from '../../src/system/programs.ts';
import { FrameSource, type Defect } from './frame-source.ts';

export interface StreamingServer {
  readonly url: string;
  close(): Promise<void>;
}

const PICTURE = Buffer.alloc(2000, 0xd8);

/** A chat: viewers join a room, frames are events with `{ seq, takenAt }` and a picture. */
export async function startChat(defect?: Defect): Promise<StreamingServer> {
  const http = createServer();
  const io = new Server(http, { serveClient: false });
  const viewers = new Set<Socket>();
  io.on('connection', (socket) => {
    socket.on('join', () => viewers.add(socket));
    socket.on('disconnect', () => viewers.delete(socket));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const send = (viewer: Socket, seq: number, takenAt: number): void => void viewer.emit('frame', { seq, takenAt }, PICTURE);
  const source = new FrameSource({ defect, viewers: () => viewers, send });
  const close = async (): Promise<void> => {
    source.stop();
    await io.close();
  };
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close };
}

/** Binary messages: the number in 32 bits, the time in ms as a double. */
export async function startWebSocket(defect?: Defect): Promise<StreamingServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const send = (viewer: WebSocket, seq: number, capturedMs: number): void => {
    const frame = Buffer.from(PICTURE);
    frame.writeUInt32BE(seq, 0);
    frame.writeDoubleBE(capturedMs, 4);
    viewer.send(frame);
  };
  const source = new FrameSource({ defect, viewers: () => server.clients, send });
  const close = async (): Promise<void> => {
    source.stop();
    const closed = once(server, 'close');
    server.close();
    for (const client of server.clients) client.terminate();
    await closed;
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** The Python package `websockets`: JSON with a number, a time and a picture. */
export async function startPythonWebsockets(defect?: 'lost'): Promise<StreamingServer> {
  const script = fileURLToPath(new URL('./streaming_websockets.py', import.meta.url));
  // Without -B, Python would write bytecode beside the examples, which are part of the package.
  const args = ['-B', script, ...(defect === undefined ? [] : [defect])];
  const child = spawn(venvPython(CHECKOUT), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const close = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return { url, close };
}
