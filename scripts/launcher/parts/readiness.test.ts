import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { untilReady } from './readiness.ts';

const TOKEN = 'camera-token-of-the-tests';

let server: Server;
let url: string;
let answers: [status: number, body: unknown][];

beforeEach(async () => {
  server = createServer((_request, response) => {
    const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, ''];
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const ready = (cameras: number): [number, unknown] => [200, { status: 'ready', database: 'ok', cameras }];

describe('untilReady', () => {
  it('waits for the hub and for its cameras', async () => {
    answers = [[502, 'not JSON'], [503, { status: 'not_ready', database: 'unavailable', cameras: 0 }], ready(0), ready(1)];
    await untilReady(url, TOKEN, 1, 60_000);
    expect(answers).toHaveLength(1);
  });

  it('says which part is missing', async () => {
    answers = [ready(1)];
    await expect(untilReady(url, TOKEN, 3, 200)).rejects.toThrow('2 of 3 cameras did not connect to the hub within 0.2 s');
    answers = [[503, { status: 'not_ready', database: 'unavailable', cameras: 3 }]];
    await expect(untilReady(url, TOKEN, 3, 200)).rejects.toThrow('the hub is not ready within 0.2 s');
    await expect(untilReady('http://127.0.0.1:1', TOKEN, 3, 200)).rejects.toThrow('the hub did not answer within 0.2 s');
  });
});
