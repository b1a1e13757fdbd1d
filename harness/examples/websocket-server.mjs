/** A plain WebSocket server with 25 frames a second: node harness/examples/websocket-server.mjs [port] */
import { WebSocketServer } from 'ws';

const FRAME_MS = 40;
const server = new WebSocketServer({ port: Number(process.argv[2] ?? 4001), host: '127.0.0.1' });
const startedMs = performance.now();
let seq = 0;

setInterval(() => {
  // A timer that was late makes up for the frames that it missed.
  for (; seq * FRAME_MS < performance.now() - startedMs; seq += 1) {
    const frame = Buffer.alloc(2000);
    frame.writeUInt32BE(seq, 0);
    frame.writeDoubleBE(Date.now(), 4);
    for (const viewer of server.clients) viewer.send(frame);
  }
}, FRAME_MS);

server.on('listening', () => console.log(`ws://127.0.0.1:${server.address().port}`));
