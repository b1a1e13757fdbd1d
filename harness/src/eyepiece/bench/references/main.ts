/** The process of a reference server: `main.ts raw|ws|socket.io|mjpeg|mjpeg-source`. It prints its address and ends with its supervisor. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FANOUTS, type FanoutName } from './fanouts.ts';
import { takeFrames } from './ingest.ts';

const name = process.argv[2] as FanoutName;
const server = createServer();
const send = FANOUTS[name](server);
if (server.listenerCount('request') === 0) server.on('request', (_request, response) => response.writeHead(404).end());
takeFrames(server, send);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url: `http://127.0.0.1:${port}` })}\n`);
});
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
