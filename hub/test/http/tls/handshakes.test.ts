/** The HTTPS port under attack and at its ends: handshakes without end, limits over both ports, renewal, closing. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEdge, type Edge } from '../../../src/http/edge/edge.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import type { HttpLimits } from '../../../src/process/limits/http-limits.ts';
import { createClientOf, createPartyOf } from '../../../src/network/client.ts';
import { keyPem, type Identity } from '../../../src/network/tls/identity.ts';
import { makeAuthority, makeServerCertificate } from '../../../src/network/tls/x509.ts';

const NAMES = { dns: ['localhost'], ip: ['127.0.0.1'] };
let authority: Identity;
let credentials: { cert: string; key: string };

beforeAll(async () => {
  const validity = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 86_400_000) };
  authority = await makeAuthority('authority', { dns: ['localhost'], ip: ['127.0.0.0/8'] }, validity);
  credentials = await newCredentials();
});

async function newCredentials(): Promise<{ cert: string; key: string }> {
  const validity = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 86_400_000) };
  const { certificate, key } = await makeServerCertificate('test', NAMES, validity, authority);
  return { cert: certificate.toString(), key: keyPem(key) };
}

interface Rig {
  readonly edge: Edge;
  readonly port: number;
  readonly httpPort: number;
  readonly refused: ReturnType<typeof vi.fn>;
}

async function listen(limits: Partial<HttpLimits> = {}): Promise<Rig> {
  const refused = vi.fn();
  const edge = createEdge({
    limits: { ...DEFAULT_LIMITS.http, ...limits },
    basePath: '',
    metrics: { refused },
    partyOf: createPartyOf(0),
    clientOf: createClientOf(0),
  });
  edge.admitted.on('request', (_request, response) => response.end('served'));
  onTestFinished(() => edge.close());
  const httpPort = await edge.listen(0, '127.0.0.1');
  return { edge, refused, httpPort, port: await edge.listenSecurely(0, '127.0.0.1', credentials) };
}

async function dial({ port }: Pick<Rig, 'port'>, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate.toString(), ...options });
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function dialTcp(port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined).resume();
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function get(socket: Socket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: hub\r\n\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
}

const closed = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));
const counted = ({ refused }: Rig, reason: string): number => refused.mock.calls.filter(([why]) => why === reason).length;

describe('a handshake that never ends', () => {
  it('is ended wherever it stops, and delays nobody', async () => {
    // Long enough for the handshake of another client on a busy machine.
    const rig = await listen({ handshakeTimeoutMs: 3000 });
    const beginnings = [
      [],
      [0x16, 3], // within the header of the first record
      [0x16, 3, 1, 2, 0, 1, 0, 1, 252], // within the record
      [0x16, 3, 1, 0, 4, 1, 0, 2, 0], // after the record, within its message
      [0x16, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc], // within a record that keeps arriving
    ];
    const silent = await Promise.all(beginnings.map(() => dialTcp(rig.port)));
    for (const [index, socket] of silent.entries()) socket.write(Buffer.from(beginnings[index] ?? []));
    const timer = setInterval(() => silent.at(-1)?.write(Buffer.alloc(1)), 20);
    const ends = silent.map(closed);
    expect(await get(await dial(rig))).toContain('served');
    await Promise.all(ends);
    clearInterval(timer);
    expect(counted(rig, 'handshake_timeout')).toBe(beginnings.length);
  });

  it('does not keep the port from closing', async () => {
    const rig = await listen();
    const all = await Promise.all(Array.from({ length: 20 }, () => dialTcp(rig.port)));
    for (const socket of all.slice(10)) socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1]));
    const open = await dial(rig);
    await get(open);
    const ends = [...all, open].map(closed);
    await rig.edge.close();
    await Promise.all(ends);
    await expect(dialTcp(rig.port)).rejects.toThrow('ECONNREFUSED');
    await expect(dialTcp(rig.httpPort)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('clients that break off', () => {
  it('at any point of the handshake leave nothing behind', async () => {
    const rig = await listen({ maxConnectionsPerAddress: 16 });
    for (let round = 0; round < 40; round += 1) {
      const bare = await dialTcp(rig.port);
      bare.write(Buffer.from([0x16, 3, 1, 0, 4, 99, 0, 2, 0]).subarray(0, round % 10));
      if (round % 3 === 0) bare.resetAndDestroy();
      else if (round % 3 === 1) bare.end();
      else {
        // Sends a complete ClientHello, and closes before the answer.
        const socket = connect({ socket: bare, ca: authority.certificate.toString() });
        socket.on('error', () => undefined);
        await new Promise((resolve) => setImmediate(resolve));
        bare.destroy();
      }
      await closed(bare);
    }
    await vi.waitFor(async () => expect(await get(await dial(rig))).toContain('served'), { timeout: 60_000 });
  });

  it('with a protocol error are not answered', async () => {
    const rig = await listen();
    const socket = await dialTcp(rig.port);
    socket.write(Buffer.concat([Buffer.from([0x16, 3, 1, 0, 100]), Buffer.alloc(100, 0xff)]));
    await closed(socket);
    expect(await get(await dial(rig))).toContain('served');
  });
});

describe('limits', () => {
  it('of connections per address count both ports together', async () => {
    const rig = await listen({ maxConnectionsPerAddress: 3 });
    const [plain, secure, handshaking] = [await dialTcp(rig.httpPort), await dial(rig), await dialTcp(rig.port)];
    await closed(await dialTcp(rig.port));
    const refusedPlain = await dialTcp(rig.httpPort);
    expect(String(((await once(refusedPlain, 'data')) as [Buffer])[0])).toMatch(/^HTTP\/1\.1 503/);
    expect(counted(rig, 'connections_per_address')).toBe(2);
    for (const socket of [plain, secure, handshaking]) socket.destroy();
    await vi.waitFor(async () => expect(await get(await dial(rig))).toContain('served'), { timeout: 60_000 });
  });

  it('of requests apply to encrypted connections', async () => {
    const rig = await listen({ maxUnansweredRequests: 1, headersTimeoutMs: 1000 });
    const pipelining = await dial(rig);
    rig.edge.admitted.removeAllListeners('request');
    pipelining.write('GET / HTTP/1.1\r\nHost: hub\r\n\r\n'.repeat(5));
    await closed(pipelining);
    expect(counted(rig, 'unanswered_requests')).toBeGreaterThan(0);
    const slow = await dial(rig);
    slow.write('GET / HTTP/1.1\r\nX: ');
    expect(String(((await once(slow, 'data')) as [Buffer])[0])).toMatch(/^HTTP\/1\.1 408/);
  });

  it('let many handshakes through, in turns', async () => {
    const rig = await listen();
    const answers = await Promise.all(Array.from({ length: 100 }, async () => get(await dial(rig))));
    expect(answers.every((answer) => answer.endsWith('served'))).toBe(true);
  });
});

it('refuses renegotiation', async () => {
  const rig = await listen();
  const socket = await dial(rig, { maxVersion: 'TLSv1.2' });
  const outcome = await new Promise<unknown>((resolve) => {
    socket.once('error', resolve).once('close', () => resolve('closed'));
    socket.renegotiate({}, (error) => resolve(error ?? 'renegotiated'));
  });
  expect(outcome).not.toBe('renegotiated');
});

it('offers TLS 1.2 at least', async () => {
  const rig = await listen();
  expect((await dial(rig)).getProtocol()).toBe('TLSv1.3');
  await expect(dial(rig, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' })).rejects.toThrow();
});

it('uses a renewed certificate for new connections, and keeps the open ones', async () => {
  const rig = await listen();
  const before = await dial(rig);
  rig.edge.renewCertificate(await newCredentials());
  const after = await dial(rig);
  expect(after.getPeerCertificate().fingerprint256).not.toBe(before.getPeerCertificate().fingerprint256);
  expect([await get(before), await get(after)]).toEqual([expect.stringContaining('served'), expect.stringContaining('served')]);
});
