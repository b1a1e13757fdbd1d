/** What an administrator chooses to be shown by a camera service. */
import { RPC_ERROR, type CameraChoices } from '@eyepiece/shared-types';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../setup/fake-camera.ts';
import { useHub } from '../setup/use-hub.ts';

const CHOICES: CameraChoices = {
  driver: 'simulated',
  folder: '/srv/replay',
  sources: ['Plate 7.mp4'],
  pixelink: [771],
  devices: [{ device: 'usb:0', name: 'Maker Cam' }],
};
const hub = useHub();
let token: string;
let camera: FakeCamera;
let chosen: unknown[];

beforeAll(async () => {
  token = (await hub.login()).access_token;
});
beforeEach(async () => {
  chosen = [];
  camera = await hub.connectCamera({ cameraId: 'cam' });
  camera.on['camera.choices'] = () => CHOICES;
  camera.on['camera.choose'] = (choice: unknown) => {
    chosen.push(choice);
    return {};
  };
});
afterEach(() => camera.close());

async function rest(method: string, path: string, json?: object): Promise<{ status: number; body: unknown }> {
  const response = await hub.api(`/cameras/cam${path}`, { method, token, ...(json !== undefined && { json }) });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

it('lists what can be chosen, passes the choice on, and writes it to the audit trail', async () => {
  expect(await rest('GET', '/choices')).toEqual({ status: 200, body: CHOICES });
  expect((await rest('PUT', '/choice', { driver: 'replay', source: 'Plate 7.mp4' })).status).toBe(204);
  expect(chosen).toEqual([{ driver: 'replay', source: 'Plate 7.mp4' }]);
  await expect
    .poll(async () => (await hub.audit()).filter(({ action }) => action === 'camera.choose'))
    .toMatchObject([{ subject: 'cam', details: { driver: 'replay', source: 'Plate 7.mp4' } }]);
});

it.each([
  [{ driver: 'webcam' }, 'driver'],
  [{ driver: 'replay' }, 'source'],
  [{ driver: 'simulated', source: 'a' }, 'source'],
  [{ driver: 'video' }, 'device'],
  [{ driver: 'video', device: 'rtsp://camera/' }, 'device'],
  [{ driver: 'simulated', device: 'usb:0' }, 'device'],
  [{ driver: 'pixelink', serial: 0 }, 'serial'],
  [{ driver: 'pixelink', serial: 2 ** 32 }, 'serial'],
])('names the wrong field of %j', async (choice, path) => {
  const { status, body } = await rest('PUT', '/choice', choice);
  expect(status).toBe(400);
  expect(body).toMatchObject({ issues: [{ path }] });
  expect(chosen).toEqual([]);
});

it('says why the camera service refuses, and leaves no entry', async () => {
  const before = (await hub.audit()).length;
  const issue = { path: 'source', message: 'there is no recording b', value: 'b' };
  camera.on['camera.choose'] = () => {
    throw new RpcFailure({ code: RPC_ERROR.settingRejected, message: issue.message, data: { issues: [issue] } });
  };
  expect(await rest('PUT', '/choice', { driver: 'replay', source: 'b' })).toMatchObject({
    body: { code: 'setting_rejected', issues: [issue] },
  });
  camera.on['camera.choose'] = () => {
    throw new RpcFailure({ code: RPC_ERROR.busy, message: 'the choice of a camera is locked by time-lapse 12/60' });
  };
  expect(await rest('PUT', '/choice', { driver: 'simulated' })).toMatchObject({ body: { code: 'camera_busy' } });
  expect((await hub.audit()).length).toBe(before);
});

it('needs control of the camera', async () => {
  const other = await hub.connectCamera({ cameraId: 'other' });
  other.on['camera.choose'] = (choice: unknown) => void chosen.push(choice);
  const operator = await hub.person('operator');
  const request = await hub.api('/cameras/other/settings', { method: 'PUT', token: operator.token, json: { gain: 1 } });
  expect(request.status).toBe(200);
  const refused = await hub.api('/cameras/other/choice', { method: 'PUT', token, json: { driver: 'simulated' } });
  expect(await refused.json()).toMatchObject({ code: 'control_held' });
  expect(chosen).toEqual([]);
  await other.close();
});
