/**
 * Two hubs as docker-compose.cluster.yml and deploy/kubernetes describe them, behind nginx with the file in deploy/nginx, and
 * with what the annotations of the ingress mean. Hubs, proxy, Redis, PostgreSQL and S3 are plain processes.
 */
import { CHECKOUT } from '@eyepiece/harness/system/programs';
import { findS3Server, isS3Required } from '@eyepiece/host/programs/s3';
import type { Capture, CaptureReply, LoginResult } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SOON } from '../support/browser.ts';
import { ask, firstPicture, open, type HttpsRequest } from '../support/https-client.ts';
import { ADMIN } from '../support/system.ts';
import { largeCapture } from './large-capture.ts';
import { startTopology, type Kind, type Topology } from './topology.ts';

const CAMERA = 'bench-3';
const CAMERA_ENV = { SIMULATOR_FPS: '5', SIMULATOR_SIZE: '640x512', CAMERA_VIDEO: 'off' };
/** More than one connection for each hub. */
const SOME = 4;
/** nginx tries the other hub at once, or after 2 s. */
const ANSWERED_WITHIN_MS = 30_000;
const ONE_PICTURE_EVERY_50_S = 0.02;
const ONLINE: unknown = expect.stringMatching(/^(idle|live)$/);
const RANGE = { first: 5_000_000, last: 5_000_999 };

const TOPOLOGIES: readonly (readonly [Kind, string])[] = [
  ['docker-compose.cluster.yml', ''],
  ['docker-compose.cluster.yml', '/eyepiece'],
  ['deploy/kubernetes', ''],
];

describe.skipIf(findS3Server(CHECKOUT) === undefined && !isS3Required()).each(TOPOLOGIES)('%s below "%s/"', (kind, basePath) => {
  let topology: Topology;
  let origin: string;
  let url: string;
  let ca: string;
  let token: string;

  beforeAll(async () => {
    topology = await startTopology(kind, basePath);
    return () => topology.close();
  });
  beforeAll(async () => {
    origin = topology.front.proxy.url;
    url = origin + basePath;
    ca = topology.certificate.pem;
    await topology.startCamera(CAMERA, CAMERA_ENV);
    token = await signIn();
  });

  async function signIn(): Promise<string> {
    const json = { email: ADMIN.email, password: ADMIN.password };
    const { body, headers, status } = await ask(`${url}/api/v1/auth/login`, { ca, method: 'POST', headers: { origin }, json });
    expect([status, headers['set-cookie']?.[0]]).toEqual([200, expect.stringMatching(/; secure(;|$)/)]);
    return (JSON.parse(body.toString()) as LoginResult).access_token;
  }

  async function call<T>(method: string, path: string, more: Partial<HttpsRequest> = {}): Promise<T> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await ask(`${url}/api/v1${path}`, { ca, method, headers, ...more });
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString()}\n${topology.front.proxy.stderr}`);
    }
    return JSON.parse(answer.body.toString()) as T;
  }

  /** The camera's hub may have just died. */
  const untilOnline = (): Promise<void> =>
    expect.poll(() => call<{ status: string }>('GET', `/cameras/${CAMERA}`), SOON).toMatchObject({ status: ONLINE });

  function dial(transports?: string[]): Socket {
    const options = { path: `${basePath}/socket.io/`, auth: { token }, ca, timeout: SOON.timeout, forceNew: true };
    const socket = io(origin, { ...options, ...(transports && { transports }) });
    onTestFinished(() => void socket.disconnect());
    return socket;
  }

  async function expectFrames(socket: Socket): Promise<void> {
    let frames = 0;
    socket.on('frame', () => (frames += 1));
    const watch = (): Promise<unknown> => socket.timeout(SOON.timeout).emitWithAck('watch', { cameraId: CAMERA, flow: 'none' });
    await expect.poll(watch, SOON).toMatchObject({ ok: true });
    await expect.poll(() => frames, SOON).toBeGreaterThan(2);
  }

  it('has hubs that are one workstation: a sign-in counts at each of them', async () => {
    const headers = { authorization: `Bearer ${token}` };
    for (const hub of topology.hubs) expect((await fetch(`${hub.url}/api/v1/auth/me`, { headers })).status).toBe(200);
    await untilOnline();
    for (const hub of topology.hubs) {
      const status = async (): Promise<unknown> => (await fetch(`${hub.url}/api/v1/cameras/${CAMERA}`, { headers })).json();
      await expect.poll(status, SOON).toMatchObject({ id: CAMERA, status: ONLINE });
    }
  });

  it.each([
    ['websocket', ['websocket']],
    ['polling', ['polling']],
    ['polling, then websocket', undefined],
  ])('delivers frames over %s, whichever hub answers', async (_name, transports) => {
    const sockets = Array.from({ length: SOME }, () => dial(transports));
    await Promise.all(sockets.map(expectFrames));
    expect(new Set(sockets.map(({ io: { engine } }) => engine.transport.name))).toEqual(new Set([transports?.[0] ?? 'websocket']));
  });

  it('does not buffer the pictures of a feed', async () => {
    const feed = await call<{ url: string }>('POST', `/cameras/${CAMERA}/feed-url`, { json: {} });
    expect(feed.url).toContain(`${url}/api/v1/cameras/${CAMERA}/feed?token=`);
    const answer = await open(`${feed.url}&maxWidth=16&maxFps=${ONE_PICTURE_EVERY_50_S}`, { ca });
    await firstPicture(answer);
    expect(answer.headers['content-type']).toContain('multipart/x-mixed-replace');
  });

  it('accepts a capture of many megabytes with long metadata, and returns any part of it', async () => {
    const { id, bytes, headers } = await largeCapture(CAMERA);
    expect(headers['eyepiece-metadata']?.length).toBeGreaterThan(16_000);
    const upload = await ask(`${url}/ingest/v1/captures/${id}`, { ca, method: 'PUT', headers, bytes });
    expect([upload.status, upload.body.toString()]).toEqual([201, expect.any(String)]);
    const { url: path } = await call<Capture>('GET', `/captures/${id}`);
    const range = { authorization: `Bearer ${token}`, range: `bytes=${RANGE.first}-${RANGE.last}` };
    for (let request = 0; request < SOME; request += 1) {
      const part = await ask(origin + path, { ca, headers: range });
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes ${RANGE.first}-${RANGE.last}/${bytes.length}`]);
      expect(part.body.equals(bytes.subarray(RANGE.first, RANGE.last + 1))).toBe(true);
    }
  });

  // The path makes no difference to the rest, which takes long.
  if (basePath !== '') return;

  it('answers every request while a hub is down', async () => {
    for (const hub of topology.hubs) {
      await hub.kill();
      let slowestMs = 0;
      for (let request = 0; request < 3 * SOME; request += 1) {
        const startMs = performance.now();
        await call('GET', '/auth/me');
        slowestMs = Math.max(slowestMs, performance.now() - startMs);
      }
      process.stdout.write(`${kind}: with a hub down, the slowest answer took ${slowestMs.toFixed(0)} ms\n`);
      expect(slowestMs).toBeLessThan(ANSWERED_WITHIN_MS);
      await untilOnline();
      await Promise.all([dial(['websocket']), dial(['polling'])].map(expectFrames));
      await hub.start();
    }
  });

  it('loses no capture and no sign-in when the hubs are upgraded one by one', async () => {
    await untilOnline();
    const socket = dial(['websocket']);
    await expectFrames(socket);
    const acknowledged: string[] = [];
    const refused = { reads: [] as string[], captures: 0 };
    const stop = new AbortController();
    const load = (async () => {
      while (!stop.signal.aborted) {
        await call('GET', '/auth/me').catch((error: unknown) => refused.reads.push(String(error)));
        await call<Extract<CaptureReply, { state: 'stored' }>>('POST', `/cameras/${CAMERA}/captures`, { json: {} }).then(
          ({ capture }) => acknowledged.push(capture.id),
          () => (refused.captures += 1), // while the camera has no home
        );
      }
    })();
    for (const hub of topology.hubs) {
      const before = acknowledged.length;
      await hub.restart();
      await expect.poll(() => acknowledged.length, SOON).toBeGreaterThan(before + 1);
    }
    stop.abort();
    await load;
    process.stdout.write(`${kind}: ${acknowledged.length} captures, ${refused.captures} refused during two restarts\n`);
    expect(refused.reads).toEqual([]);
    for (const id of acknowledged) expect(await call<Capture>('GET', `/captures/${id}`)).toMatchObject({ id });
    await expect.poll(() => socket.connected, SOON).toBe(true);
    await expectFrames(socket);
  });
});
