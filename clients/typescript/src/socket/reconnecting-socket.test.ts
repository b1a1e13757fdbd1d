import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReconnectingSocket } from './reconnecting-socket.ts';

let http: HttpServer;
let server: WebSocketServer;
let packets: string[];
let answer: () => void;

/** A minimal Engine.IO and Socket.IO server that accepts the connection when the test allows it. */
beforeEach(async () => {
  packets = [];
  http = createServer();
  server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    socket.send('0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
    socket.on('message', (data: Buffer) => packets.push(data.toString('utf8')));
    answer = () => socket.send('40{"sid":"b"}');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
  http.close();
});

it('sends CONNECT once, however often open is called', async () => {
  const { port } = http.address() as AddressInfo;
  let connections = 0;
  const socket = new ReconnectingSocket(
    `http://127.0.0.1:${String(port)}`,
    { clientId: 'tab', purpose: 'all' },
    { connected: () => (connections += 1), lost: () => undefined, refused: () => undefined },
  );
  socket.open();
  await expect.poll(() => packets).toHaveLength(1);
  socket.open();
  socket.retryNow();
  answer();
  await expect.poll(() => connections).toBe(1);
  socket.open();
  socket.socket.emit('unwatch', { cameraId: 'a' });
  await expect.poll(() => packets.length).toBe(2);
  expect(packets.filter((packet) => packet.startsWith('40'))).toHaveLength(1);
  socket.close();
});
