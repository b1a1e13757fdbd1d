/** A proxy before an S3 endpoint whose answers fail as told. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** busy: 503 instead of the request. lost: the connection breaks after the request was carried out. half: it breaks in the middle of the answer. */
export type Fault = 'none' | 'busy' | 'lost' | 'half';

const BUSY = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate</Message></Error>';

export interface FaultyEndpoint {
  readonly url: string;
  /** Of the next requests, in this order; the first one is removed with each request. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

export async function startFaultyEndpoint(target: string): Promise<FaultyEndpoint> {
  const faults: Fault[] = [];
  const server = createServer((asked, answer) => {
    const fault = faults.shift() ?? 'none';
    if (fault === 'busy') {
      asked.resume().once('end', () => answer.writeHead(503, { 'content-type': 'application/xml' }).end(BUSY));
      return;
    }
    forward(target, asked, answer, fault).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    faults,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function forward(target: string, asked: IncomingMessage, answer: ServerResponse, fault: Fault): Promise<void> {
  const { expect: _continued, ...headers } = asked.headers;
  const passed = request(target + (asked.url ?? '/'), { method: asked.method ?? 'GET', headers });
  const answering = once(passed, 'response') as Promise<[IncomingMessage]>;
  await pipeline(asked, passed);
  const [received] = await answering;
  if (fault === 'lost') {
    received.resume();
    await once(received, 'end');
    answer.destroy();
    return;
  }
  answer.writeHead(received.statusCode ?? 500, received.headers);
  if (fault === 'half') {
    const half = Number(received.headers['content-length']) / 2;
    let sent = 0;
    for await (const chunk of received as AsyncIterable<Buffer>) {
      answer.write(chunk);
      sent += chunk.length;
      if (sent >= half) break;
    }
    answer.destroy();
    return;
  }
  await pipeline(received, answer);
}
