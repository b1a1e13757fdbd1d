import { RPC_ERROR, type CameraState } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useHub } from '../setup/use-hub.ts';

const SERVICE_TIMEOUT_MS = 60_000;

const hub = useHub({ serviceTimeoutMs: SERVICE_TIMEOUT_MS });
let client: TestClient;
let contributor: TestClient;
let token: string;
let camera: FakeCamera;

beforeAll(async () => {
  token = (await hub.person('operator')).token;
  client = await hub.client({ token });
  contributor = await hub.client({ token: (await hub.person('contributor')).token });
});
beforeEach(async () => {
  camera = await hub.connectCamera({ cameraId: 'cam' });
});
afterEach(() => camera.close());

const FORBIDDEN = { ok: false, error: { code: 'forbidden' } };
const state = (): CameraState => hub.hub.registry.get('cam')!.state;
async function rest(path: string, method = 'GET', json?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await hub.api(`/cameras/cam${path}`, { method, token, ...(json !== undefined && { json }) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
const actions = async (): Promise<string[]> => (await hub.audit()).map(({ action }) => action);

describe('corrections', () => {
  it('are ordered by operators, answered with the resulting state, and shown to all', async () => {
    const update = { cameraId: 'cam', corrections: { dark: 'take', frames: 8 } } as const;
    expect(await contributor.emitWithAck('corrections:update', update)).toMatchObject(FORBIDDEN);
    expect(await client.emitWithAck('corrections:update', update)).toMatchObject({
      ok: true,
      corrections: { dark: { state: 'on' }, flat: { state: 'none' } },
    });
    await expect.poll(() => state().corrections?.dark.state).toBe('on');
    expect((await rest('/corrections')).body).toMatchObject({ dark: { state: 'on' } });
    await expect.poll(actions).toContain('corrections.update');
  });

  it('can be ordered by REST, within limits', async () => {
    const put = (json: object) => rest('/corrections', 'PUT', json);
    const display = { black: 0.1, white: 0.8, gamma: 2 };
    expect(await put({ display })).toMatchObject({ status: 200, body: { display } });
    expect(await put({ display: { black: 0.8, white: 0.1, gamma: 1 } })).toMatchObject({ status: 400 });
    const many = await put({ dark: 'take', frames: 257 });
    expect(many).toMatchObject({ status: 400, body: { issues: [{ path: 'frames', max: 256 }] } });
  });

  it('have a deadline that allows for their exposures', async () => {
    camera.settings = { ...camera.settings, exposure: 200, frameRate: 5 };
    camera.sendState();
    await expect.poll(() => state().settings.exposure).toBe(200);
    const sent = vi.spyOn(hub.hub.registry.get('cam')!, 'request');
    const frames = 8;
    expect(await rest('/corrections', 'PUT', { flat: 'take', frames })).toMatchObject({ status: 200, body: { flat: { state: 'on' } } });
    const [method, , timeoutMs] = sent.mock.lastCall ?? [];
    expect(method).toBe('corrections.update');
    expect(timeoutMs).toBeGreaterThanOrEqual(SERVICE_TIMEOUT_MS + frames * 200);
    sent.mockRestore();
  });

  it('answer 404 if the service does not support them', async () => {
    const plain = hub.camera({ cameraId: 'plain' });
    const { corrections: _corrections, ...hello } = plain.hello as { corrections: unknown };
    Object.defineProperty(plain, 'hello', { value: hello });
    await plain.connect();
    expect((await hub.api('/cameras/plain/corrections', { token })).status).toBe(404);
    await plain.close();
    await expect.poll(async () => (await hub.api('/cameras/plain/corrections', { token })).status).toBe(503);
  });
});

describe('the trigger', () => {
  it('is fired by operators', async () => {
    const fired = vi.fn(() => ({}));
    camera.on['camera.fire'] = fired;
    expect(await client.emitWithAck('camera:fire', { cameraId: 'cam' })).toEqual({ ok: true });
    expect(await contributor.emitWithAck('camera:fire', { cameraId: 'cam' })).toMatchObject(FORBIDDEN);
    expect((await rest('/fire', 'POST')).status).toBe(204);
    expect(fired).toHaveBeenCalledTimes(2);
  });

  it('passes on the refusal of a camera that does not wait for it', async () => {
    const message = 'trigger is free: set it to software first';
    camera.on['camera.fire'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.settingRejected, message });
    };
    expect(await rest('/fire', 'POST')).toMatchObject({ status: 422, body: { message } });
  });

  it('names the method that an old service lacks', async () => {
    camera.on['camera.fire'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.methodNotFound, message: 'unknown method camera.fire' });
    };
    const message = 'The camera service is too old for this command: unknown method camera.fire';
    expect(await rest('/fire', 'POST')).toMatchObject({ status: 502, body: { message } });
  });
});

describe("the camera's own memory", () => {
  it('is written and read by operators', async () => {
    const saved: unknown[] = [];
    camera.on['settings.save'] = (params: { channel: string }) => {
      saved.push(params);
      return {};
    };
    camera.on['settings.load'] = () => {
      camera.settings = { ...camera.settings, exposure: 21 };
      camera.sendState();
      return { settings: camera.settings };
    };
    const user = { cameraId: 'cam', channel: 'user' } as const;
    expect(await client.emitWithAck('settings:save', user)).toEqual({ ok: true });
    expect(await client.emitWithAck('settings:load', user)).toMatchObject({ ok: true, settings: { exposure: 21 } });
    for (const event of ['settings:save', 'settings:load'] as const) {
      expect(await contributor.emitWithAck(event, user)).toMatchObject(FORBIDDEN);
    }
    expect((await rest('/settings/save', 'POST', { channel: 'user' })).status).toBe(204);
    expect(await rest('/settings/load', 'POST', { channel: 'factory' })).toMatchObject({ status: 200, body: { exposure: 21 } });
    expect((await rest('/settings/load', 'POST', { channel: 'other' })).status).toBe(400);
    expect(saved).toEqual([{ channel: 'user' }, { channel: 'user' }]);
    await expect.poll(actions).toEqual(expect.arrayContaining(['settings.save', 'settings.load']));
  });
});

describe('settings as a file', () => {
  it('are written by the camera service', async () => {
    camera.on['settings.export'] = () => ({ file: { camera: { driver: 'd', model: 'F-1', serial: '42' }, settings: { exposure: 8 } } });
    const response = await hub.api('/cameras/cam/settings/file', { token });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="settings_cam.json"');
    expect(await response.json()).toEqual({
      kind: 'eyepiece-settings',
      version: 1,
      camera: { driver: 'd', model: 'F-1', serial: '42' },
      settings: { exposure: 8 },
    });
  });

  it('are applied by the camera service, which names what it leaves out', async () => {
    const files: unknown[] = [];
    const issue = { path: 'warp', message: 'this camera has no warp', value: 9 };
    camera.on['settings.import'] = ({ file }: { file: unknown }) => {
      files.push(file);
      camera.settings = { ...camera.settings, exposure: 33 };
      return { settings: camera.settings, applied: { exposure: 33 }, leftOut: [issue] };
    };
    const settings = { exposure: 33, warp: 9 };
    expect(await rest('/settings/file', 'PUT', { settings })).toMatchObject({
      status: 200,
      body: { settings: { exposure: 33 }, leftOut: ['warp'], issues: [issue] },
    });
    expect(files).toEqual([{ kind: 'eyepiece-settings', version: 1, settings }]);
    await expect
      .poll(() => hub.audit())
      .toContainEqual(expect.objectContaining({ action: 'settings.update', subject: 'cam', details: { exposure: 33 } }));
  });

  it('pass on the refusal of the camera service', async () => {
    const issues = [{ path: 'exposure', message: 'must be a number', value: 'long' }];
    camera.on['settings.import'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.invalidParams, message: 'exposure: must be a number', data: { issues } });
    };
    expect(await rest('/settings/file', 'PUT', { settings: { exposure: 'long' } })).toMatchObject({
      status: 422,
      body: { message: 'exposure: must be a number', issues },
    });
  });

  it('need the camera service', async () => {
    await camera.close();
    await expect.poll(async () => (await rest('/settings/file')).status).toBe(503);
    expect((await rest('/settings/file', 'PUT', { settings: {} })).status).toBe(503);
  });

  it.each([
    ['no settings at all', { version: 1 }, 'settings'],
    ['another kind of file', { kind: 'preset', settings: {} }, 'kind'],
  ])('are refused with %s', async (_name, file, path) => {
    const message = expect.stringContaining(path) as string;
    expect(await rest('/settings/file', 'PUT', file)).toMatchObject({ status: 400, body: { message } });
  });

  it('can be read by viewers and applied by operators', async () => {
    const viewer = (await hub.person('viewer')).token;
    expect((await hub.api('/cameras/cam/settings/file', { token: viewer })).status).toBe(200);
    expect((await hub.api('/cameras/cam/settings/file', { method: 'PUT', token: viewer, json: { settings: {} } })).status).toBe(403);
  });
});

it('keeps free space and corrections when a state omits them', async () => {
  const { corrections: _corrections, freeBytes: _freeBytes, ...rest } = camera.state;
  camera.send({ jsonrpc: '2.0', method: 'state', params: { ...rest, spooled: 7 } });
  await expect.poll(() => state().spooled).toBe(7);
  expect(state()).toMatchObject({ freeBytes: 5e9, corrections: { dark: { state: 'none' } } });
});
