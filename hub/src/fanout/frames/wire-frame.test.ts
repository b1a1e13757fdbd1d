import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { encodeSocketIoFrame } from './wire-frame.ts';

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
