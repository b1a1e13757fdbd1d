/** Uses real TCP connections, because progress is what the kernel accepts, even of a single large write. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectSecurely, createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EnginePacket, EngineSocket } from './engine.ts';
import { keyPem } from '../../network/tls/identity.ts';
import { makeAuthority, makeServerCertificate } from '../../network/tls/x509.ts';
import { Unsent } from './unsent.ts';

/** More than the kernel buffers of both ends hold. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);
const WAIT = { timeout: 25_000 };

let ours: Socket;
let theirs: Socket;
let close: () => void;
/** A clock that advances with every reading. */
let nowMs = 0;

beforeEach(async () => {
  const server = createServer({ pauseOnConnect: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  theirs = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  [ours] = (await once(server, 'connection')) as [Socket];
  for (const socket of [ours, theirs]) socket.on('error', () => undefined);
  close = () => {
    for (const socket of [ours, theirs]) socket.destroy();
    server.close();
  };
});
afterEach(() => close());

function overWebSocket(writeBuffer: readonly EnginePacket[] = []): Unsent {
  const socket = {
    get bufferedAmount() {
      return ours.writableLength;
    },
    _socket: ours,
  };
  return new Unsent({ transport: { name: 'websocket', socket }, writeBuffer } as unknown as EngineSocket);
}

/** Reads at least this many bytes, then stops. */
async function read(bytes: number): Promise<void> {
  let count = 0;
  while (count < bytes) {
    const chunk = theirs.read() as Buffer | null;
    if (chunk) count += chunk.length;
    else await once(theirs, 'readable');
  }
}

it('a connection without anything unsent is never stuck', () => {
  const unsent = overWebSocket();
  expect([unsent.bytes, unsent.stuckMs(0), unsent.stuckMs(100_000)]).toEqual([0, 0, 0]);
});

it('one large write is stuck only while it makes no progress', async () => {
  const unsent = overWebSocket();
  ours.write(LARGE);
  await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBeGreaterThan(5000); // the kernel is full
  expect(unsent.bytes).toBe(LARGE.length);
  await read(8 * 1024 * 1024);
  await expect.poll(() => unsent.stuckMs(nowMs), WAIT).toBe(0);
  await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBeGreaterThan(5000);
});

it('one large write over TLS is stuck only while it makes no progress', async () => {
  await encrypt();
  const unsent = overWebSocket();
  ours.write(LARGE);
  await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBeGreaterThan(5000);
  await read(8 * 1024 * 1024);
  await expect.poll(() => unsent.stuckMs(nowMs), WAIT).toBe(0);
  await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBeGreaterThan(5000);
});

/** Puts TLS over both ends. */
async function encrypt(): Promise<void> {
  const validity = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000) };
  const names = { dns: ['localhost'], ip: [] };
  const authority = await makeAuthority('authority', names, validity);
  const { certificate, key } = await makeServerCertificate('server', names, validity, authority);
  const secureContext = createSecureContext({ cert: certificate.toString(), key: keyPem(key) });
  [ours, theirs] = [
    new TLSSocket(ours, { isServer: true, secureContext }),
    connectSecurely({ socket: theirs, ca: authority.certificate.toString(), servername: 'localhost' }),
  ];
  for (const socket of [ours, theirs]) socket.on('error', () => undefined);
  await once(theirs, 'secureConnect');
  theirs.pause();
}

it('packets in the queue count, with their overhead', () => {
  const unsent = overWebSocket([
    { type: 'message', data: 'x'.repeat(1000) },
    { type: 'message', data: Buffer.alloc(500) },
    { type: 'message', options: { wsPreEncodedFrame: [{ length: 300 }] } },
  ]);
  expect(unsent.bytes).toBe(1800 + 600);
  expect([unsent.stuckMs(0), unsent.stuckMs(7000)]).toEqual([0, 7000]);
});

/** Answers every request of `theirs` with this many bytes. */
async function answerPolls(unsent: Unsent, bytes: number): Promise<void> {
  const server = createHttpServer((_request, response) => {
    unsent.answering(response);
    response.end(Buffer.alloc(bytes));
  });
  server.emit('connection', ours);
  theirs.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(server, 'request');
}

const polling = (): Unsent => new Unsent({ transport: { name: 'polling' }, writeBuffer: [] } as unknown as EngineSocket);

it('responses to polls count until they are read', async () => {
  const unsent = polling();
  await answerPolls(unsent, LARGE.length);
  await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBeGreaterThan(5000);
  expect(unsent.bytes).toBeGreaterThanOrEqual(LARGE.length);
  theirs.resume();
  await expect.poll(() => unsent.stuckMs(nowMs), WAIT).toBe(0);
  await expect.poll(() => unsent.bytes, WAIT).toBe(0);
});

it.each([
  ['destroys a connection whose response is not written', LARGE.length, true],
  ['keeps a connection whose response is written', 100, false],
])('%s', async (_name, bytes, destroyed) => {
  const unsent = polling();
  await answerPolls(unsent, bytes);
  if (!destroyed) {
    await once(theirs, 'readable');
    await expect.poll(() => unsent.stuckMs((nowMs += 1000)), WAIT).toBe(0);
  }
  unsent.destroy();
  expect(ours.destroyed).toBe(destroyed);
});
