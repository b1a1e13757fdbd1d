/** Settings copied from one camera to others. */
import { RPC_ERROR, type CameraSettings, type FieldIssue, type SettingsCopy, type SettingsFile } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';

const hub = useHub();
const source = useCamera(hub, { cameraId: 'source' });
const same = useCamera(hub, { cameraId: 'same' });
const limited = useCamera(hub, { cameraId: 'limited' });
let token: string;
beforeEach(async () => {
  token = (await hub.login()).access_token;
  source.on['settings.export'] = () => ({ file: { settings: { exposure: 900, gain: 3, gamma: 2 } } });
  importing(limited, { exposure: 500 }, ['gamma']);
});

async function copy(order: object, as = token): Promise<[number, SettingsCopy]> {
  const response = await hub.api('/settings-copies', { method: 'POST', token: as, json: order });
  return [response.status, (await response.json()) as SettingsCopy];
}
async function holderOf(cameraId: string): Promise<string | undefined> {
  const response = await hub.api(`/cameras/${cameraId}/control`, { token });
  return ((await response.json()) as { holder: { name: string } | null }).holder?.name;
}

/** Behaves as a real service: leaves out what the camera does not have, and refuses all if a value is beyond its limit. */
function importing(camera: FakeCamera, most: Partial<Record<string, number>>, lacks: readonly string[]): void {
  camera.on['settings.import'] = ({ file }: { file: SettingsFile }) => {
    const leftOut: FieldIssue[] = lacks.flatMap((path) => (path in file.settings ? [{ path, message: `this camera has no ${path}` }] : []));
    const wanted = Object.fromEntries(Object.entries(file.settings).filter(([name]) => !lacks.includes(name)));
    const issues = Object.entries(wanted).flatMap(([path, value]) => {
      const max = most[path];
      return max !== undefined && Number(value) > max ? [{ path, message: `must be at most ${String(max)}`, value, max }] : [];
    });
    if (issues.length > 0) throw new RpcFailure({ code: RPC_ERROR.settingRejected, message: 'beyond the limits', data: { issues } });
    camera.settings = { ...camera.settings, ...(wanted as Partial<CameraSettings>) };
    camera.sendState();
    return { settings: camera.settings, applied: wanted, leftOut };
  };
}

it('lists for each camera what was applied, and what was skipped and why', async () => {
  const [status, { results }] = await copy({ from: 'source', cameraIds: ['same', 'limited', 'source'] });
  expect(status).toBe(200);
  expect(results).toMatchObject([
    { cameraId: 'same', applied: { exposure: 900, gain: 3, gamma: 2 }, skipped: [] },
    {
      cameraId: 'limited',
      applied: { gain: 3 },
      skipped: [
        { path: 'exposure', message: 'must be at most 500', value: 900, max: 500 },
        { path: 'gamma', message: 'this camera has no gamma' },
      ],
    },
  ]);
  expect(limited.settings).toMatchObject({ gain: 3, exposure: 8 });
});

it('names values that the camera has set differently, and settings that the source lacks', async () => {
  same.on['settings.import'] = ({ file }: { file: SettingsFile }) => ({
    settings: { ...same.settings, gain: 2.5 },
    applied: file.settings,
    leftOut: [],
  });
  const [, { results }] = await copy({ from: 'source', cameraIds: ['same'], settings: ['gain', 'sharpness'] });
  expect(results).toMatchObject([
    {
      applied: {},
      skipped: [
        { path: 'sharpness', message: 'the source has no sharpness to copy' },
        { path: 'gain', message: 'the camera has set 2.5 instead', value: 3 },
      ],
    },
  ]);
  importing(same, {}, []);
});

it('respects leases and roles, goes on after a failure, and keeps no control', async () => {
  const [ana, ben] = [await hub.person('operator'), await hub.person('operator')];
  await hub.api('/cameras/limited/control', { method: 'POST', token: ben.token, json: { action: 'request' } });
  const [, { results }] = await copy({ from: 'source', cameraIds: ['limited', 'lost', 'same'], settings: ['gain'] }, ana.token);
  expect(results).toMatchObject([
    { cameraId: 'limited', applied: {}, error: { code: 'control_held', message: expect.stringContaining(ben.user.name) as string } },
    { cameraId: 'lost', applied: {}, error: { code: 'camera_not_found' } },
    { cameraId: 'same', applied: { gain: 3 } },
  ]);
  expect([await holderOf('same'), await holderOf('limited')]).toEqual([undefined, ben.user.name]);
  await hub.api('/cameras/limited/control', { method: 'POST', token: ben.token, json: { action: 'release' } });

  await hub.api('/cameras/same/control', { method: 'POST', token: ana.token, json: { action: 'request' } });
  await copy({ from: 'source', cameraIds: ['same'], settings: ['gain'] }, ana.token);
  expect(await holderOf('same')).toBe(ana.user.name);
  await hub.api('/cameras/same/control', { method: 'POST', token: ana.token, json: { action: 'release' } });

  const contributor = await hub.person('contributor');
  expect((await copy({ from: 'source', cameraIds: ['same'] }, contributor.token))[0]).toBe(403);
});

it('is in the audit trail: the copy, and the change of each camera', async () => {
  const { token: operator, user } = await hub.person('operator');
  await copy({ from: 'source', cameraIds: ['same', 'limited'], settings: ['gain'] }, operator);
  const actions = async (): Promise<string[]> =>
    (await hub.audit())
      .filter(({ actorId, action }) => actorId === user.id && action.startsWith('settings.'))
      .map(({ action, subject }) => `${action} ${subject}`);
  await expect
    .poll(async () => (await actions()).toSorted(), { timeout: 60_000 })
    .toEqual(['settings.copy source', 'settings.update limited', 'settings.update same']);
});

it('needs a source that answers, and another camera', async () => {
  expect(await copy({ from: 'lost', cameraIds: ['same'] })).toMatchObject([404, { code: 'camera_not_found' }]);
  expect(await copy({ from: 'source', cameraIds: ['source'] })).toMatchObject([400, { issues: [{ path: 'cameraIds' }] }]);
  await source.close();
  await expect.poll(() => hub.hub.registry.get('source')?.online, { timeout: 60_000 }).toBe(false);
  expect(await copy({ from: 'source', cameraIds: ['same'] })).toMatchObject([503, { code: 'camera_offline' }]);
  await source.connect();
});
