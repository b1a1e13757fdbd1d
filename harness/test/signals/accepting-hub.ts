/** A hub that accepts each camera and demands frames. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { onClose } from '../proxy/ends.ts';

export interface AcceptingHub {
  readonly url: string;
  readonly hellos: () => number;
  /** Frames so far. */
  readonly frames: () => number;
  /** Of links that have ended. */
  readonly closeCodes: () => number[];
}

/** `answers`: whether it answers `hello`. */
export async function acceptingHub({ answers = true } = {}): Promise<AcceptingHub> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ingest/v1' });
  const closeCodes: number[] = [];
  let frames = 0;
  let hellos = 0;
  server.on('connection', (link) => {
    link.on('close', (code) => closeCodes.push(code));
    link.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        frames += 1;
        return;
      }
      const { id, method } = JSON.parse(data.toString()) as { id?: string; method?: string };
      if (method !== 'hello') return;
      hellos += 1;
      if (!answers) return;
      link.send(JSON.stringify({ jsonrpc: '2.0', id, result: { hubTimeUs: 0, pingIntervalMs: 2000 } }));
      link.send(JSON.stringify({ jsonrpc: '2.0', method: 'demand', params: { streaming: true } }));
    });
  });
  await once(server, 'listening');
  onClose(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, hellos: () => hellos, frames: () => frames, closeCodes: () => closeCodes };
}
