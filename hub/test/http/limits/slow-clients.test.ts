/** Slow clients: incomplete headers, bodies and uploads, unread answers, idle connections. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { METADATA_HEADER } from '@eyepiece/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../../src/process/limits/limits.ts';
import type { HttpLimits } from '../../../src/process/limits/http-limits.ts';
import { startHub, type TestHub } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';
import { codeOf, parseAnswer, RawConnection } from './raw-connection.ts';

const METRICS_TOKEN = 'for-prometheus-alone';
/** Far more than the kernel buffers for a connection without a reader. */
const LARGE_FILE_BYTES = 64 * 1024 * 1024;

const withLimits = (http: Partial<HttpLimits>): { limits: Limits } => ({
  limits: { ...DEFAULT_LIMITS, http: { ...DEFAULT_LIMITS.http, ...http } },
});

async function refusals(hub: TestHub, reason: string): Promise<number> {
  const text = await (await fetch(`${hub.url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })).text();
  return Number(new RegExp(`^eyepiece_refusals_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

async function openWith(hub: TestHub, ...lines: string[]): Promise<RawConnection> {
  const connection = await RawConnection.open(hub.url);
  connection.send(...lines, 'Host: hub');
  return connection;
}

/** Sends bytes slowly until the hub closes the connection. */
async function drip(connection: RawConnection, bytes: string): Promise<void> {
  const timer = setInterval(() => {
    if (connection.socket.writable) connection.socket.write(bytes);
  }, 20);
  await connection.untilClosed().finally(() => clearInterval(timer));
}

describe('time for headers', () => {
  const hub = useHub({}, withLimits({ headersTimeoutMs: 1000, keepAliveMs: 1000 }));

  it('ends incomplete headers and silent connections', async () => {
    const silent = await RawConnection.open(hub.url);
    const started = await RawConnection.open(hub.url);
    started.socket.write('GET /health HTTP/1.1\r\n');
    await drip(started, 'X-More: 1\r\n');
    expect(codeOf(parseAnswer(started.received))).toBe('request_timeout');
    await silent.untilClosed();
    expect(silent.received).toBe('');
  });

  it('ends an idle keep-alive connection', async () => {
    const connection = await openWith(hub, 'GET /health HTTP/1.1');
    await connection.answers();
    await connection.untilClosed();
  });
});

describe('time for bodies and answers', () => {
  const SERVICE_TIMEOUT_MS = 3000;
  let hub: TestHub;

  beforeAll(async () => {
    const short = { bodyTimeoutMs: 1000, uploadWindowMs: 1000, stalledAnswerMs: 1000 };
    hub = await startHub({ metricsToken: METRICS_TOKEN, serviceTimeoutMs: SERVICE_TIMEOUT_MS }, withLimits(short));
    await mkdir(join(hub.dataDir, 'ui'));
    const file = await open(join(hub.dataDir, 'ui', 'large.bin'), 'w');
    await file.truncate(LARGE_FILE_BYTES);
    await file.close();
  });
  afterAll(() => hub.close());

  it('ends incomplete bodies', async () => {
    const lines = ['POST /api/v1/auth/login HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 60'];
    const connections = await Promise.all(Array.from({ length: 50 }, () => openWith(hub, ...lines)));
    for (const connection of connections) connection.socket.write('{"email":');
    const answers = await Promise.all(connections.map((connection) => connection.lastAnswer()));
    expect(new Set(answers.map((answer) => `${answer.status} ${codeOf(answer)}`))).toEqual(new Set(['408 request_timeout']));
    expect(await refusals(hub, 'body_timeout')).toBe(50);
  });

  it('ends bodies that arrive too slowly', async () => {
    const connection = await openWith(
      hub,
      'POST /api/v1/auth/login HTTP/1.1',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    await drip(connection, '1\r\n \r\n');
    expect(parseAnswer(connection.received).status).toBe(408);
  });

  it.each(['/health', '/api/v1/nowhere', '/socket.io/?EIO=4&transport=polling'])('ends a body that %s does not read', async (path) => {
    const connection = await openWith(hub, `GET ${path} HTTP/1.1`, 'Content-Length: 1000');
    await drip(connection, 'x');
  });

  it('ends uploads below the minimum rate, and deletes their files', async () => {
    const camera = hub.camera();
    const { metadata } = await camera.makeCapture({ captureId: randomUUID() });
    const sha256 = createHash('sha256').update('').digest();
    const announced = { ...metadata, sha256: sha256.toString('hex'), sizeBytes: 100_000 };
    const connection = await openWith(
      hub,
      `PUT /ingest/v1/captures/${metadata.id} HTTP/1.1`,
      `Authorization: Bearer ${hub.cameraToken}`,
      `${METADATA_HEADER}: ${Buffer.from(JSON.stringify(announced)).toString('base64url')}`,
      `Content-Digest: sha-256=:${sha256.toString('base64')}:`,
      'Content-Length: 100000',
    );
    await drip(connection, 'x');
    expect(codeOf(parseAnswer(connection.received))).toBe('request_timeout');
    expect(await refusals(hub, 'upload_too_slow')).toBe(1);
    const kept = async (): Promise<string[]> =>
      (await readdir(join(hub.dataDir, 'captures'), { recursive: true })).filter((name) => name.includes(metadata.id));
    await expect.poll(kept).toEqual([]);
  });

  it('ends an answer that is not read', async () => {
    const connection = await RawConnection.open(hub.url);
    connection.socket.pause();
    connection.send('GET /large.bin HTTP/1.1', 'Host: hub');
    await expect.poll(() => refusals(hub, 'answer_stalled')).toBe(1);
    connection.socket.resume();
    await connection.untilClosed();
    expect(connection.socket.bytesRead).toBeLessThan(LARGE_FILE_BYTES);
  });

  it('does not end a connection while the hub prepares its answer', async () => {
    const { access_token: token } = await hub.login();
    const camera = await hub.connectCamera({ cameraId: 'slow' });
    camera.on['settings.update'] = () => new Promise(() => undefined);
    const response = await hub.api('/cameras/slow/settings', { method: 'PUT', token, json: { gain: 1 } });
    expect(response.status).toBe(504);
  });
});

describe('numbers', () => {
  it('limits the connections of an address, including upgraded ones, and sends a Retry-After header', async () => {
    const hub = await startHub({ metricsToken: METRICS_TOKEN }, withLimits({ maxConnectionsPerAddress: 4, keepAliveMs: 60_000 }));
    try {
      await hub.connectCamera();
      const three = await Promise.all([1, 2, 3].map(() => RawConnection.open(hub.url)));
      const fifth = await RawConnection.open(hub.url);
      fifth.send('GET /health HTTP/1.1', 'Host: hub');
      const answer = await fifth.lastAnswer();
      expect([answer.status, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'too_many_connections', '5']);
      three[0]?.reset();
      await expect.poll(async () => (await fetch(`${hub.url}/health`).catch(() => undefined))?.status).toBe(200);
      three[1]?.reset();
      await expect.poll(() => refusals(hub, 'connections_per_address').catch(() => 0)).toBeGreaterThan(0);
      for (const connection of three) connection.reset();
    } finally {
      await hub.close();
    }
  });

  it('limits all connections, and does not count those of a trusted proxy by address', async () => {
    const hub = await startHub(
      { trustProxy: 1, metricsToken: METRICS_TOKEN },
      withLimits({ maxConnectionsPerAddress: 2, maxConnections: 4 }),
    );
    try {
      const open = await Promise.all([1, 2, 3, 4].map(() => RawConnection.open(hub.url)));
      const refused = await (await RawConnection.open(hub.url)).lastAnswer();
      expect([refused.status, codeOf(refused)]).toEqual([503, 'too_many_connections']);
      for (const connection of open) connection.reset();
      await expect.poll(() => refusals(hub, 'connections').catch(() => 0)).toBeGreaterThan(0);
    } finally {
      await hub.close();
    }
  });

  it('ends a connection with too many unanswered requests', async () => {
    const hub = await startHub({ metricsToken: METRICS_TOKEN });
    try {
      const connection = await RawConnection.open(hub.url);
      connection.socket.write('GET /ready HTTP/1.1\r\nHost: hub\r\n\r\n'.repeat(500));
      await connection.untilClosed();
      expect(await refusals(hub, 'unanswered_requests')).toBe(1);
      const few = await RawConnection.open(hub.url);
      few.socket.write('GET /health HTTP/1.1\r\nHost: hub\r\n\r\n'.repeat(2));
      await few.answers(2);
      few.reset();
    } finally {
      await hub.close();
    }
  });
});
