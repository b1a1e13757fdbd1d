/** Captures that are cancelled while the camera exposes: who may, the answers, and the log. */
import type { CameraState, CaptureSession, SessionLog } from '@eyepiece/shared-types';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exposeUntilCancelled } from '../setup/camera-parts/fake-exposures.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

const WAIT = { timeout: 60_000 };

const hub = useHub();
const camera = useCamera(hub);
let ana: TestClient;
let ben: TestClient;
let token: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  ana = await hub.client(await hub.person('contributor'));
  ben = await hub.client(await hub.person('operator'));
});
beforeEach(() => exposeUntilCancelled(camera));

const shown = async (): Promise<NonNullable<CameraState['exposing']>> => {
  const state = (await (await hub.api('/cameras/cam', { token })).json()) as CameraState;
  return state.exposing ?? [];
};
/** The id of the capture that the state of the camera shows. */
const shownId = async (): Promise<string> => {
  await expect.poll(shown, WAIT).toHaveLength(1);
  return (await shown())[0]?.captureId ?? '';
};
const cancel = (client: TestClient, captureId: string) => client.emitWithAck('capture:cancel', { cameraId: 'cam', captureId });

describe('a capture that is exposed', () => {
  it('is in the state of the camera, with its person and its end', async () => {
    const taking = ana.emitWithAck('capture', { cameraId: 'cam' });
    const captureId = await shownId();
    const [capture] = await shown();
    expect(capture).toMatchObject({ captureId, user: { name: 'The contributor' }, totalMs: 20_000 });
    expect(capture?.endsAtUs).toBeGreaterThan(0);
    await cancel(ana, captureId);
    await taking;
    await expect.poll(shown, WAIT).toEqual([]);
  });

  it('is cancelled by the person who ordered it, without control', async () => {
    const taking = ana.emitWithAck('capture', { cameraId: 'cam' });
    expect(await cancel(ana, await shownId())).toEqual({ ok: true });
    expect(await taking).toMatchObject({
      ok: false,
      error: { code: 'capture_cancelled', message: 'The contributor cancelled the capture' },
    });
  });

  it('is cancelled by an operator, who gets the free camera, and not by another contributor', async () => {
    const taking = ana.emitWithAck('capture', { cameraId: 'cam' });
    const captureId = await shownId();
    const other = await hub.client(await hub.person('contributor'));
    expect(await cancel(other, captureId)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await cancel(ben, captureId)).toEqual({ ok: true });
    expect(await taking).toMatchObject({ ok: false, error: { message: 'The operator cancelled the capture' } });
    other.disconnect();
  });

  it('is not cancelled by an operator while another one has control', async () => {
    await ben.emitWithAck('control:request', { cameraId: 'cam' });
    const taking = ana.emitWithAck('capture', { cameraId: 'cam' });
    const captureId = await shownId();
    const cleo = await hub.client(await hub.person('operator'));
    expect(await cancel(cleo, captureId)).toMatchObject({ ok: false, error: { code: 'control_held', holder: 'The operator' } });
    const response = await hub.api('/cameras/cam/captures/cancel', { method: 'POST', token, json: { captureId } });
    expect(response.status).toBe(204);
    expect(await taking).toMatchObject({ ok: false, error: { code: 'capture_cancelled' } });
    await ben.emitWithAck('control:release', { cameraId: 'cam' });
    cleo.disconnect();
  });

  it('answers a program with 409 and the code', async () => {
    const taking = hub.api('/cameras/cam/captures', { method: 'POST', token, json: {} });
    await cancel(ben, await shownId());
    const response = await taking;
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, 'capture_cancelled']);
  });

  it('is a conflict when it is exposed already', async () => {
    camera.on['capture.cancel'] = () => ({ cancelled: false });
    const reply = await cancel(ben, '0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c');
    expect(reply).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringContaining('exposed already') as string } });
  });
});

it('is in the log of the session', async () => {
  const start = await hub.api('/sessions', { method: 'POST', token, json: { cameraId: 'cam', title: 'Long' } });
  const session = (await start.json()) as CaptureSession;
  const taking = ana.emitWithAck('capture', { cameraId: 'cam' });
  await cancel(ben, await shownId());
  await taking;
  const texts = async (): Promise<string[]> => {
    const log = (await (await hub.api(`/sessions/${session.id}/log`, { token })).json()) as SessionLog;
    return log.entries.flatMap(({ action, person, text }) => (action === 'capture.cancel' ? [`${person?.name ?? ''} ${text}`] : []));
  };
  await expect.poll(texts, WAIT).toEqual(['The operator cancelled a capture of The contributor']);
});
