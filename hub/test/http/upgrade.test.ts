/** Refused, interrupted and incomplete upgrades. An unhandled socket error fails the run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { startHub, type TestHub } from '../setup/start-hub.ts';
import { codeOf, parseAnswer, RawConnection } from './limits/raw-connection.ts';

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const WEBSOCKET = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];

/** Request lines and headers of upgrades; each one is refused at another place in the hub. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'an unknown path': ['GET /anything HTTP/1.1', ...WEBSOCKET, KEY],
  'the camera link with a wrong token': ['GET /ingest/v1 HTTP/1.1', ...WEBSOCKET, KEY, 'Authorization: Bearer wrong'],
  'the camera link without a key': ['GET /ingest/v1 HTTP/1.1', ...WEBSOCKET, 'Authorization: Bearer TOKEN'],
  'an unknown transport': ['GET /socket.io/?EIO=4&transport=pigeon HTTP/1.1', ...WEBSOCKET, KEY],
  'an unknown session': ['GET /socket.io/?EIO=4&transport=websocket&sid=none HTTP/1.1', ...WEBSOCKET, KEY],
  'Socket.IO without a key': ['GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', ...WEBSOCKET],
  'another protocol': ['GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', 'Connection: Upgrade', 'Upgrade: h2c'],
  'a URL that is too long': [`GET /socket.io/?${'a&'.repeat(5000)} HTTP/1.1`, ...WEBSOCKET, KEY],
};

async function open(url: string, lines: readonly string[], token: string): Promise<RawConnection> {
  const connection = await RawConnection.open(url);
  connection.send(...lines.map((line) => line.replace('TOKEN', token)), 'Host: hub');
  return connection;
}

describe('one hub', () => {
  let hub: TestHub;

  beforeAll(async () => {
    // A busy client must have read its refusal before the hub resets the connection.
    hub = await startHub({}, { limits: { ...DEFAULT_LIMITS, http: { ...DEFAULT_LIMITS.http, refusalLingerMs: 10_000 } } });
  });
  afterAll(() => hub.close());

  it.each(Object.keys(REFUSED))('survives a reset after %s was refused', async (name) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const connection = await open(hub.url, REFUSED[name] ?? [], hub.cameraToken);
      await Promise.race([connection.answers(), connection.closed]);
      connection.reset();
      const other = await open(hub.url, REFUSED[name] ?? [], hub.cameraToken);
      other.reset();
    }
    expect((await fetch(`${hub.url}/health`)).status).toBe(200);
  });

  it.each(Object.keys(REFUSED).filter((name) => name !== 'an unknown path'))('closes the connection after refusing %s', async (name) => {
    const connection = await open(hub.url, REFUSED[name] ?? [], hub.cameraToken);
    // The client sends more bytes and reads nothing: the hub must not wait for it.
    connection.socket.write('x'.repeat(4096));
    await connection.untilClosed();
    expect(connection.received).not.toContain('101 Switching');
  });

  it('answers with the reason', async () => {
    const wrong = await (await open(hub.url, REFUSED['the camera link with a wrong token'] ?? [], '')).lastAnswer();
    expect([wrong.status, codeOf(wrong), wrong.headers['www-authenticate']]).toEqual([401, 'unauthenticated', 'Bearer']);
    const long = await (await open(hub.url, REFUSED['a URL that is too long'] ?? [], '')).lastAnswer();
    expect([long.status, codeOf(long)]).toEqual([414, 'target_too_long']);
  });

  it('answers an upgrade on an ordinary route as an ordinary request', async () => {
    const connection = await open(hub.url, ['GET /health HTTP/1.1', 'Connection: Upgrade', 'Upgrade: h2c'], '');
    await connection.answers();
    expect(parseAnswer(connection.received).status).toBe(200);
    connection.reset();
  });

  it('refuses an upgrade while an earlier answer on the connection is pending', async () => {
    const connection = await RawConnection.open(hub.url);
    const upgrade = [...(REFUSED['an unknown session'] ?? []), 'Host: hub'].join('\r\n').replace('&sid=none', '');
    connection.send('GET /ready HTTP/1.1', 'Host: hub', '', upgrade);
    await connection.untilClosed();
    expect(connection.received).not.toContain('101 Switching');
  });

  it('survives a reset at any point of an upgrade request', async () => {
    const text = [...(REFUSED['the camera link with a wrong token'] ?? []), 'Host: hub', '', ''].join('\r\n');
    for (let length = 1; length < text.length; length += 7) {
      const connection = await RawConnection.open(hub.url);
      await new Promise((resolve) => connection.socket.write(text.slice(0, length), resolve));
      connection.reset();
    }
    expect((await fetch(`${hub.url}/health`)).status).toBe(200);
  });
});

it('the process survives all refused upgrades', { timeout: 300_000 }, async () => {
  const database = await createTemporaryDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-upgrade-'));
  const token = 'camera-token-of-the-tests';
  const hub = await ServiceProcess.start(hubCommand({ DATABASE_URL: database.url, DATA_DIR: dataDir, CAMERA_TOKEN: token }));
  try {
    for (const lines of Object.values(REFUSED)) {
      const connection = await open(hub.url, lines, token);
      await Promise.race([connection.answers(), connection.closed]);
      connection.reset();
      expect((await fetch(`${hub.url}/health`)).status).toBe(200);
    }
  } finally {
    await hub.stop();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
