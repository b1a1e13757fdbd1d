/** Simple servers that send every frame to all clients, without sign-in, acknowledgements or flow control. */
import { createHash } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { readFrameHeader } from '@eyepiece/shared-types';
import { Server as SocketServer } from 'socket.io';
import { WebSocketServer } from 'ws';

const PATH = '/frames';
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const FINAL_BINARY = 0x82;

export type Fanout = (server: HttpServer) => (message: Buffer) => void;

/** Writes one prepared buffer of WebSocket bytes to each socket: the minimum cost in Node. */
const raw: Fanout = (server) => {
  const viewers = new Set<Duplex>();
  server.on('upgrade', (request, socket) => {
    if (request.url !== PATH) return;
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}${ACCEPT_GUID}`).digest('base64'); // prettier-ignore
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    viewers.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => viewers.delete(socket));
    socket.resume();
  });
  return (message) => {
    const ready = Buffer.allocUnsafe(10 + message.length);
    ready.set([FINAL_BINARY, 127]);
    ready.writeBigUInt64BE(BigInt(message.length), 2);
    message.copy(ready, 10);
    for (const viewer of viewers) viewer.write(ready);
  };
};

/** `ws` as in its documentation: send() per client. */
const ws: Fanout = (server) => {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === PATH) sockets.handleUpgrade(request, socket, head, (viewer) => sockets.emit('connection', viewer, request));
  });
  sockets.on('connection', (viewer) => viewer.on('error', () => viewer.terminate()));
  return (message) => {
    for (const viewer of sockets.clients) viewer.send(message);
  };
};

/** Stock Socket.IO: one volatile broadcast. */
const socketIo: Fanout = (server) => {
  const io = new SocketServer(server, { serveClient: false, perMessageDeflate: false, destroyUpgrade: false });
  return (message) => void io.volatile.emit('frame', 'camera', message);
};

const BOUNDARY = 'frame';
/** mjpg-streamer accepts no other one from its source. */
const SOURCE_BOUNDARY = 'boundarydonotcross';

/** The source of other MJPEG servers, at each path. They do not need times. */
const mjpegSource: Fanout = (server) => {
  const readers = new Set<Duplex>();
  server.on('request', (_request, { socket }) => {
    if (!socket) return;
    socket.write(`HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=${SOURCE_BOUNDARY}\r\n\r\n--${SOURCE_BOUNDARY}\r\n`);
    readers.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => readers.delete(socket));
  });
  return (message) => {
    const jpeg = message.subarray(readFrameHeader(message).headerBytes);
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
    const ready = Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${SOURCE_BOUNDARY}\r\n`)]);
    for (const reader of readers) reader.write(ready);
  };
};

/** MJPEG over HTTP: one prepared buffer with headers, picture and boundary to each socket, as servers in C write it. */
const mjpeg: Fanout = (server) => {
  const viewers = new Set<Duplex>();
  server.on('request', ({ url }, { socket }) => {
    if (url !== PATH || !socket) return;
    socket.write(`HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=${BOUNDARY}\r\n\r\n--${BOUNDARY}\r\n`);
    viewers.add(socket);
    socket.on('close', () => viewers.delete(socket));
  });
  return (message) => {
    const { seq, capturedAtUs, headerBytes } = readFrameHeader(message);
    const jpeg = message.subarray(headerBytes);
    const times = `X-Timestamp: ${(capturedAtUs / 1e6).toFixed(6)}\r\nX-Sequence: ${seq}`;
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n${times}\r\n\r\n`;
    const ready = Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${BOUNDARY}\r\n`)]);
    for (const viewer of viewers) viewer.write(ready);
  };
};

export const FANOUTS = { raw, ws, 'socket.io': socketIo, mjpeg, 'mjpeg-source': mjpegSource } as const;
export type FanoutName = keyof typeof FANOUTS;
