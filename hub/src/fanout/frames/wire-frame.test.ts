import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { encodePing, encodeSocketIoFrame, encodeWireFrame, nextPingId } from './wire-frame.ts';

describe('encodeSocketIoFrame', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('is read by a WebSocket client as a text message, then %d bytes', async (size) => {
    const http = createServer();
    const server = new WebSocketServer({ server: http });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const payload = Buffer.alloc(size, 7);
    server.on('connection', (_socket, request) => request.socket.write(encodeSocketIoFrame('bench-3', payload)));
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
    const messages: { data: Buffer; isBinary: boolean }[] = [];
    client.on('message', (data: Buffer, isBinary) => messages.push({ data, isBinary }));
    await expect.poll(() => messages.length).toBe(2);
    expect(messages[0]).toEqual({ isBinary: false, data: Buffer.from('451-["frame","bench-3",{"_placeholder":true,"num":0}]') });
    expect(messages[1]?.isBinary).toBe(true);
    expect(messages[1]?.data.equals(payload)).toBe(true);
    client.terminate();
    server.close();
    http.close();
  });
});

describe('encodeWireFrame', () => {
  it.each([0, 125, 65_536])('is the event of %d bytes, and the same with a ping', (size) => {
    const payload = Buffer.alloc(size, 7);
    const id = nextPingId();
    const { frame, pinged } = encodeWireFrame('cam', payload, id);
    expect(frame.equals(encodeSocketIoFrame('cam', payload))).toBe(true);
    expect(pinged.equals(Buffer.concat([frame, encodePing(id)]))).toBe(true);
  });

  it('writes into a buffer that is larger than it needs', () => {
    const whole = Buffer.alloc(1000);
    const { frame, pinged } = encodeWireFrame('cam', Buffer.alloc(100, 7), 1, (bytes) => {
      expect(bytes).toBeLessThan(whole.length);
      return whole;
    });
    expect([frame.buffer, pinged.buffer]).toEqual([whole.buffer, whole.buffer]);
    expect(whole.subarray(pinged.length).every((byte) => byte === 0)).toBe(true);
  });

  it('has a ping that a WebSocket client answers with its id', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const ids = [nextPingId(), nextPingId()];
    const answers: number[] = [];
    server.on('connection', (socket, request) => {
      socket.on('pong', (data) => answers.push(data.readUInt32BE()));
      for (const id of ids) request.socket.write(encodeWireFrame('cam', Buffer.alloc(10), id).pinged);
    });
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect.poll(() => answers).toEqual(ids);
    client.terminate();
    server.close();
  });
});
