import { RPC_ERROR, type Capture, type CaptureRequest } from '@eyepiece/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { startHub, type TestClient, type TestHub } from '../setup/start-hub.ts';
import { storedCapture } from '../setup/stored-capture.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let client: TestClient;
let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  client = await hub.client({ token });
});
afterEach(() => camera.close());
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: 'cam' });
});

const update = (settings: object) => client.emitWithAck('settings:update', { cameraId: 'cam', settings });
const capture = (request: CaptureRequest = {}) => client.emitWithAck('capture', { cameraId: 'cam', ...request });

describe('settings', () => {
  it('answers the values that the camera reads back, not the requested ones', async () => {
    camera.on['settings.update'] = () => {
      camera.settings = { ...camera.settings, exposure: 9.98 };
      return { settings: camera.settings };
    };
    expect(await update({ exposure: 10 })).toMatchObject({ ok: true, settings: { exposure: 9.98 } });
  });

  it('passes on refusals of the camera with field and limits', async () => {
    camera.on['settings.update'] = () => {
      throw new RpcFailure({
        code: RPC_ERROR.settingRejected,
        message: "exposure 9000 ms is above the camera's 2000 ms",
        data: { issues: [{ path: 'exposure', message: 'too long', value: 9000, max: 2000, unit: 'ms' }] },
      });
    };
    expect(await update({ exposure: 9000 })).toEqual({
      ok: false,
      error: {
        code: 'setting_rejected',
        message: "exposure 9000 ms is above the camera's 2000 ms",
        issues: [{ path: 'exposure', message: 'too long', value: 9000, max: 2000, unit: 'ms' }],
      },
    });
  });

  it.each([
    ['an unknown field', { exposition: 3 }, 'exposition'],
    ['text', { exposure: '3' }, 'exposure'],
    ['a negative exposure', { exposure: -3 }, 'exposure'],
    ['null for NaN', { gain: Number.NaN }, 'gain'],
  ])('refuses %s before it reaches the camera', async (_name, settings, field) => {
    let reached = false;
    camera.on['settings.update'] = () => {
      reached = true;
    };
    const reply = await update(settings);
    expect(reply).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(JSON.stringify(reply)).toContain(field);
    expect(reached).toBe(false);
  });

  it('rejects pending orders when the link closes, without their timeout, and all later ones', async () => {
    const arrived = Promise.withResolvers<undefined>();
    camera.on['settings.update'] = () => arrived.resolve(undefined);
    const pending = update({ exposure: 5 });
    await arrived.promise;
    await camera.close();
    expect(await pending).toMatchObject({ ok: false, error: { code: 'camera_offline', message: 'Camera service unavailable' } });
    expect(await update({ exposure: 5 })).toMatchObject({ ok: false, error: { code: 'camera_offline' } });
  });
});

describe('captures', () => {
  it('are answered once they can be downloaded, and announced to all clients', async () => {
    const other = await hub.client({ token: (await hub.person('viewer')).token });
    const announced: Capture[] = [];
    other.on('capture:created', (created) => announced.push(created));
    const reply = await capture({ label: 'Gland', tags: ['ihc'], notes: 'dense' });
    const taken = storedCapture(reply);
    expect(taken).toMatchObject({
      label: 'Gland',
      tags: ['ihc'],
      notes: 'dense',
      exposureMs: 8,
      user: { name: expect.any(String) as string },
    });
    const file = await hub.api(taken.url, { token });
    expect(file.status).toBe(200);
    expect(file.headers.get('etag')).toBe(`"${taken.sha256}"`);
    await expect.poll(() => announced.map(({ id }) => id)).toEqual([taken.id]);
    other.disconnect();
  });

  it.each([
    [RPC_ERROR.cameraDisconnected, 'camera_disconnected'],
    [RPC_ERROR.noSpace, 'no_space'],
    [RPC_ERROR.busy, 'camera_busy'],
    [RPC_ERROR.cameraError, 'camera_error'],
  ])('translate error %d of the service to %s', async (code, expected) => {
    camera.on['capture'] = () => {
      throw new RpcFailure({ code, message: 'the reason' });
    };
    expect(await capture()).toMatchObject({ ok: false, error: { code: expected } });
  });
});

describe('after the timeout of the camera service', () => {
  const TIMEOUT_MS = 3000;
  let impatient: TestHub;
  let ana: TestClient;
  let slow: FakeCamera;

  beforeAll(async () => {
    impatient = await startHub({ serviceTimeoutMs: TIMEOUT_MS });
    ana = await impatient.client({ token: (await impatient.login()).access_token });
    slow = await impatient.connectCamera({ cameraId: 'slow' });
  });
  afterAll(() => impatient.close());

  it('an order is answered with 504', async () => {
    slow.on['settings.update'] = () => undefined;
    const reply = await ana.emitWithAck('settings:update', { cameraId: 'slow', settings: { exposure: 5 } });
    expect(reply).toMatchObject({ ok: false, error: { code: 'camera_timeout' } });
  });

  it('a capture that does not arrive is answered with 504 and the reason', async () => {
    slow.uploads = false;
    const reply = await ana.emitWithAck('capture', { cameraId: 'slow' });
    expect(reply).toMatchObject({ ok: false, error: { code: 'camera_timeout' } });
    expect(JSON.stringify(reply)).toContain('the camera service keeps it');
  });
});

describe('roles', () => {
  beforeEach(async () => {
    await client.emitWithAck('control:take', { cameraId: 'cam', reason: 'Free for the next test' });
    await client.emitWithAck('control:release', { cameraId: 'cam' });
  });

  it.each([
    ['viewer', false, false],
    ['contributor', true, false],
    ['operator', true, true],
  ] as const)('%s: capture %s, settings %s', async (role, mayCapture, mayUpdate) => {
    const person = await hub.client({ token: (await hub.person(role)).token });
    expect((await person.emitWithAck('capture', { cameraId: 'cam' })).ok).toBe(mayCapture);
    expect((await person.emitWithAck('settings:update', { cameraId: 'cam', settings: { gain: 1 } })).ok).toBe(mayUpdate);
    expect((await person.emitWithAck('watch', { cameraId: 'cam' })).ok).toBe(true);
    person.disconnect();
  });

  it('apply at once when they change during a connection', async () => {
    const { user, token: theirs } = await hub.person('operator');
    const person = await hub.client({ token: theirs });
    expect((await person.emitWithAck('settings:update', { cameraId: 'cam', settings: { gain: 1 } })).ok).toBe(true);
    await hub.api(`/users/${user.id}`, { method: 'PATCH', token, json: { role: 'viewer' } });
    expect(await person.emitWithAck('settings:update', { cameraId: 'cam', settings: { gain: 2 } })).toMatchObject({ ok: false });
    person.disconnect();
  });
});

describe('retry', () => {
  it('is passed to the camera service for contributors, not for viewers', async () => {
    const retried = vi.fn(() => ({}));
    camera.on['camera.retry'] = retried;
    expect(await client.emitWithAck('camera:retry', { cameraId: 'cam' })).toEqual({ ok: true });
    const viewer = await hub.client({ token: (await hub.person('viewer')).token });
    expect(await viewer.emitWithAck('camera:retry', { cameraId: 'cam' })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(retried).toHaveBeenCalledTimes(1);
    viewer.disconnect();
  });
});
