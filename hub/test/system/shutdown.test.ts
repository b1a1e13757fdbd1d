/** A hub that is stopped with all kinds of connections open ends in time and writes pending entries. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubCommand, ServiceProcess } from '@eyepiece/harness/system/processes/service-process';
import type { CaptureSession, Download, LoginResult, SessionLog } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHubDatabase } from '@eyepiece/host/database/hub-database';
import type { TemporaryDatabase } from '@eyepiece/host/database/temporary-database';
import { FakeCamera } from '../setup/fake-camera.ts';
import { uploadLargeFile } from '../setup/stored-capture.ts';
import { RawConnection } from '../http/limits/raw-connection.ts';

const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };
const CAMERA_TOKEN = 'camera-token-of-the-tests';
const SOCKETS = 50;
/** Far more than the buffers of a connection hold, so that the zip does not end by itself. */
const LARGE_BYTES = 32 * 1024 * 1024;

let database: TemporaryDatabase;
let dataDir: string;
let hub: ServiceProcess;
let token = '';

async function start(): Promise<void> {
  hub = await ServiceProcess.start(
    hubCommand({
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      CAMERA_TOKEN,
      EYEPIECE_ADMIN_EMAIL: ADMIN.email,
      EYEPIECE_ADMIN_PASSWORD: ADMIN.password,
    }),
  );
  const login = (await (await call('/auth/login', ADMIN)).json()) as LoginResult;
  token = login.access_token;
}

function call(path: string, json?: object): Promise<Response> {
  return fetch(`${hub.url}/api/v1${path}`, {
    method: json === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token !== '' && { authorization: `Bearer ${token}` }) },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
}

const answer = async <T>(path: string, json?: object): Promise<T> => (await (await call(path, json)).json()) as T;

beforeAll(async () => {
  database = await createHubDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'eyepiece-stop-'));
  await start();
});
afterAll(async () => {
  await hub.stop();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts an upload and stops half-way. */
function halfUpload(metadata: object & { id: string; sizeBytes: number }): Promise<unknown> {
  const upload = request(`${hub.url}/ingest/v1/captures/${metadata.id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${CAMERA_TOKEN}`,
      'content-type': 'image/jpeg',
      'content-length': metadata.sizeBytes,
      'content-digest': `sha-256=:${createHash('sha256').update('').digest('base64')}:`,
      'eyepiece-metadata': Buffer.from(JSON.stringify(metadata)).toString('base64url'),
    },
  });
  upload.on('error', () => undefined);
  return new Promise((resolve) => upload.write(Buffer.alloc(10), resolve));
}

it('stops with a feed, an upload, a zip and fifty sockets open, and keeps the last entries', { timeout: 300_000 }, async () => {
  const camera = new FakeCamera({ hubUrl: hub.url, token: CAMERA_TOKEN, cameraId: 'cam' });
  await camera.connect();
  const session = await answer<CaptureSession>('/sessions', { cameraId: 'cam', title: 'Stopped' });
  const captureId = await uploadLargeFile(camera, LARGE_BYTES);
  const sockets: Socket[] = [];
  for (let n = 0; n < SOCKETS; n += 1) {
    const socket = io(hub.url, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    await socket.emitWithAck('watch', { cameraId: 'cam' });
    sockets.push(socket);
  }
  const source = setInterval(() => void camera.sendFrame(), 50);
  const clients = new AbortController();
  let reader: RawConnection | undefined;
  try {
    const headers = { authorization: `Bearer ${token}` };
    const feed = await fetch(`${hub.url}/api/v1/cameras/cam/feed`, { headers, signal: clients.signal });
    expect((await feed.body!.getReader().read()).done).toBe(false);
    const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
    await halfUpload({ ...metadata, sizeBytes: jpeg.length });
    const zip = await answer<Download>('/downloads', { captureIds: [captureId] });
    reader = await RawConnection.open(hub.url);
    reader.send(`GET ${zip.url} HTTP/1.1`, 'Host: hub', `Authorization: Bearer ${token}`);
    await reader.answers();
    reader.socket.pause();
    expect(reader.received).toContain('200 OK');
    // Settings are logged after a delay; the hub stops before it has passed.
    await sockets[0]!.emitWithAck('settings:update', { cameraId: 'cam', settings: { exposure: 11 } });
    await hub.stop();
  } finally {
    clearInterval(source);
    clients.abort();
    reader?.reset();
    for (const socket of sockets) socket.disconnect();
    await camera.close();
  }
  expect(hub.exitCode).toBe(0);
  const unwell = hub.log.filter(({ level }) => level === 'error' || level === 'fatal');
  expect(unwell).toEqual([]);

  await start();
  const { entries } = await answer<SessionLog>(`/sessions/${session.id}/log`);
  expect(entries.map(({ action }) => action)).toContain('settings.update');
});
