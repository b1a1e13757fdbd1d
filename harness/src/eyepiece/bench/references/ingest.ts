/** The minimal receiving end of the camera link, for the reference servers. */
import type { Server } from 'node:http';
import { LINK_PATH, rpcMessageSchema } from '@eyepiece/shared-types';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';

/** Accepts upgrades on the link's path and passes on each frame message. */
export function takeFrames(server: Server, onFrame: (message: Buffer) => void): void {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== LINK_PATH) return;
    sockets.handleUpgrade(request, socket, head, (camera) => {
      camera.on('message', (data: RawData, isBinary) => {
        if (isBinary) onFrame(data as Buffer);
        else answer(camera, (data as Buffer).toString('utf8'));
      });
    });
  });
}

function answer(camera: WebSocket, text: string): void {
  const message = rpcMessageSchema.parse(JSON.parse(text));
  if (!('method' in message) || message.method !== 'hello') return;
  camera.send(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: {} }));
  camera.send(JSON.stringify({ jsonrpc: '2.0', method: 'demand', params: { streaming: true } }));
}
