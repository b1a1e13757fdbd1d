/** Many simultaneous requests: the event loop serves frames and other addresses in between. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientOf, createPartyOf } from '../../../src/network/client.ts';
import { createEdge, type Edge } from '../../../src/http/edge/edge.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import type { HttpLimits } from '../../../src/process/limits/http-limits.ts';
import type { Refusal } from '../../../src/process/metrics.ts';
import { startHub } from '../../setup/start-hub.ts';
import { parseAnswer, RawConnection } from './raw-connection.ts';

const MANY = 60;
const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: hub',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

interface Bench {
  readonly edge: Edge;
  /** The addresses of admitted requests, in order. */
  readonly admitted: string[];
  readonly refusals: Refusal[];
  /** The maximum of requests admitted in one turn of the event loop. */
  readonly maxPerTurn: () => number;
  readonly connect: (count: number) => Promise<RawConnection[]>;
}

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** Opens an edge behind a trusted proxy, with an application that answers at once. */
async function open(limits: Partial<HttpLimits> = {}, onRequest?: () => void): Promise<Bench> {
  const clientOf = createClientOf(1);
  const admitted: string[] = [];
  const refusals: Refusal[] = [];
  let inTurn = 0;
  let most = 0;
  let isReady = false;
  const edge = createEdge({
    limits: { ...DEFAULT_LIMITS.http, maxRequestsPerTurn: 1, ...limits },
    basePath: '',
    metrics: { refused: (reason) => refusals.push(reason) },
    partyOf: createPartyOf(1),
    clientOf,
  });
  const note = (request: IncomingMessage): void => {
    admitted.push(clientOf(request).address);
    inTurn += 1;
    most = Math.max(most, inTurn);
    if (isReady) onRequest?.();
  };
  edge.admitted.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(request);
    response.end();
  });
  edge.admitted.on('upgrade', (request, socket) => {
    note(request);
    socket.destroy();
  });
  let next = globalThis.setImmediate(function count() {
    inTurn = 0;
    next = globalThis.setImmediate(count);
  });
  const port = await edge.listen(0, '127.0.0.1');
  const connections: RawConnection[] = [];
  close = async () => {
    clearImmediate(next);
    for (const connection of connections) connection.reset();
    await edge.close();
  };
  const connect = async (count: number): Promise<RawConnection[]> => {
    const opened = await Promise.all(Array.from({ length: count }, () => RawConnection.open(`http://127.0.0.1:${String(port)}`)));
    connections.push(...opened);
    // A connection that is not accepted yet would be read in a separate turn.
    for (const connection of opened) {
      ask(connection, '10.0.0.9');
      await connection.answers();
      connection.received = '';
    }
    admitted.length = 0;
    most = 0;
    isReady = true;
    return opened;
  };
  return { edge, admitted, refusals, maxPerTurn: () => most, connect };
}

const ask = (connection: RawConnection, address: string): void =>
  connection.send('GET / HTTP/1.1', 'Host: hub', `X-Forwarded-For: ${address}`);

it('limits the requests admitted per turn of the event loop, and answers all', async () => {
  const { maxPerTurn, connect, admitted } = await open({ maxRequestsPerTurn: 3 });
  const connections = await connect(MANY);
  for (const connection of connections) ask(connection, '10.0.0.1');
  await Promise.all(connections.map((connection) => connection.answers()));
  expect(admitted).toHaveLength(MANY);
  expect(maxPerTurn()).toBeLessThanOrEqual(3);
});

it('limits the upgrades admitted per turn', async () => {
  const { maxPerTurn, connect, admitted } = await open({ maxRequestsPerTurn: 3 });
  const connections = await connect(MANY);
  for (const connection of connections) connection.send(...UPGRADE);
  await Promise.all(connections.map((connection) => connection.untilClosed()));
  expect(admitted).toHaveLength(MANY);
  expect(maxPerTurn()).toBeLessThanOrEqual(3);
});

it('admits one request of another address before the rest of a flood', async () => {
  const { connect, admitted } = await open();
  const connections = await connect(MANY + 1);
  const [victim, ...flood] = connections;
  for (const connection of flood) ask(connection, '10.0.0.1');
  ask(victim!, '10.0.0.2');
  await Promise.all(connections.map((connection) => connection.answers()));
  expect(admitted).toHaveLength(MANY + 1);
  expect(admitted.indexOf('10.0.0.2')).toBeLessThan(MANY / 2);
});

it('answers all pipelined requests of one connection', async () => {
  const { connect, admitted } = await open();
  const [connection] = await connect(1);
  const addresses = Array.from({ length: 2 }, (_, n) => `10.0.0.${String(n + 1)}`);
  for (const address of addresses) ask(connection!, address);
  await connection!.answers(addresses.length);
  expect(new Set(admitted)).toEqual(new Set(addresses));
});

it('drops waiting requests when their connections end', async () => {
  let connections: RawConnection[] = [];
  const { connect, admitted } = await open({}, () => {
    for (const connection of connections) connection.reset();
  });
  const opened = await connect(MANY);
  connections = opened;
  for (const connection of opened) ask(connection, '10.0.0.1');
  await Promise.all(opened.map((connection) => connection.closed));
  connections = [];
  for (let turn = 0; turn < 2 * MANY; turn += 1) await setImmediate();
  expect(admitted.length).toBeLessThan(MANY / 2);
});

describe('a read with a thousand requests', () => {
  let parsed = 0;
  const count = (): void => void (parsed += 1);
  beforeEach(() => {
    parsed = 0;
    subscribe('http.server.request.start', count);
  });
  afterEach(() => unsubscribe('http.server.request.start', count));
  const endless = 'GET / HTTP/1.1\r\nHost: hub\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n'.repeat(1000);

  it('ends the connection, and the rest is not parsed', async () => {
    const { connect, admitted, refusals } = await open();
    const [connection] = await connect(1);
    parsed = 0;
    connection!.socket.write(endless);
    await connection!.untilClosed();
    expect(parsed).toBeLessThan(10);
    expect(admitted.length).toBeLessThanOrEqual(1);
    expect(refusals).toEqual(['unanswered_requests']);
  });

  it('is not parsed further when the first request is refused', async () => {
    const { connect, admitted } = await open();
    const [connection] = await connect(1);
    parsed = 0;
    connection!.socket.write(`GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: hub\r\n\r\n${endless}`);
    const { status } = await connection!.lastAnswer();
    expect([status, admitted.length]).toEqual([414, 0]);
    expect(parsed).toBeLessThan(10);
  });

  it('is not parsed when the connection exceeds the limit', async () => {
    const { connect } = await open({ maxConnections: 1 });
    const [connection] = await connect(1);
    const refused = await RawConnection.open(`http://127.0.0.1:${String(connection!.socket.remotePort)}`);
    parsed = 0;
    refused.socket.write(endless);
    await refused.untilClosed();
    expect(parsed).toBeLessThan(10);
  });
});

it('refuses requests beyond the waiting limit with a Retry-After header', async () => {
  const { connect, refusals } = await open({ maxRequestsWaitingPerAddress: 5 });
  const connections = await connect(MANY);
  for (const connection of connections) ask(connection, '10.0.0.1');
  await Promise.all(connections.map((connection) => connection.answers()));
  const answers = connections.map(({ received }) => parseAnswer(received));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ headers }) => headers['retry-after'] === '5')).toBe(true);
  expect(refusals).toEqual(refused.map(() => 'requests_waiting'));
});

it('closes while requests and upgrades wait', async () => {
  let ending: Promise<void> | undefined;
  const { edge, connect, admitted } = await open({}, () => {
    ending ??= edge.close();
  });
  const connections = await connect(MANY);
  for (const [index, connection] of connections.entries()) {
    if (index % 2 === 0) connection.send(...UPGRADE);
    else ask(connection, '10.0.0.1');
  }
  await Promise.all(connections.map((connection) => connection.untilClosed()));
  await ending;
  expect(admitted).toHaveLength(1);
});

it('answers hundreds of simultaneous connections to a complete hub', async () => {
  const hub = await startHub();
  try {
    const connections = await Promise.all(Array.from({ length: 300 }, () => RawConnection.open(hub.url)));
    for (const connection of connections) connection.send('GET /health HTTP/1.1', 'Host: hub');
    await Promise.all(connections.map((connection) => connection.answers()));
    expect(connections.every(({ received }) => parseAnswer(received).status === 200)).toBe(true);
    for (const connection of connections) connection.reset();
  } finally {
    await hub.close();
  }
});
