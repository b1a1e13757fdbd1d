/** Connecting with keys, requests and their errors, reconnecting, and the end of a key. */
import { connect, HubError } from '@eyepiece/client';
import { describe, expect, it, vi } from 'vitest';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { useClients } from './connected.ts';
import { refuseGain } from './refused-gain.ts';

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'bench-1' });
const clients = useClients(hub);

describe('connect', () => {
  it('resolves with the whole state: the person, the cameras, and who controls them', async () => {
    const ana = await clients.connect();
    expect(ana.user).toMatchObject({ name: 'The operator', role: 'operator' });
    expect(ana.cameras().map(({ id }) => id)).toContain('bench-1');
    expect(ana.camera('bench-1').state).toMatchObject({ name: 'Camera bench-1', settings: { exposure: 8 } });
    expect(ana.camera('bench-9').state).toBeUndefined();
  });

  it.each([
    [{ url: 'hub:3000' }, 'url'],
    [{ url: 'not an address' }, 'url'],
    [{ url: 'http://ana:secret@localhost:3000' }, 'url'],
    [{ url: 'http://localhost:3000/?token=x' }, 'url'],
    [{ url: 'http://localhost:3000', key: undefined }, 'key'],
    [{ url: 'http://localhost:3000' }, 'key'],
    [{ url: 'http://localhost:3000', key: '' }, 'key'],
    [{ url: 'http://localhost:3000', key: 'a', token: 'b' }, 'token'],
  ])('names the wrong option of %j', async (options, field) => {
    const failure = (async () => connect(options))();
    await expect(failure).rejects.toMatchObject({ name: 'HubError', code: 'validation_failed', field });
  });

  it('rejects an unknown key at once, and a hub that is not there after the deadline', async () => {
    const wrong = `eyepiece_${'0'.repeat(32)}_${'a'.repeat(43)}`;
    await expect(connect({ url: hub.url, key: wrong })).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(connect({ url: 'http://127.0.0.1:1', key: wrong, timeoutMs: 300 })).rejects.toMatchObject({ code: 'hub_unreachable' });
  });

  it('ends with its signal', async () => {
    const reason = new Error('changed my mind');
    await expect(connect({ url: hub.url, key: await clients.key(), signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('asks for the key at every connection and request', async () => {
    const value = await clients.key();
    const key = vi.fn(() => Promise.resolve(value));
    const ana = await clients.connect({ key });
    const asked = key.mock.calls.length;
    await ana.rest.GET('/cameras');
    expect(key.mock.calls.length).toBe(asked + 1);
  });
});

describe('a request', () => {
  it('by REST has the types of the document, and rejects with code, field and limit', async () => {
    const ana = await clients.connect();
    const { data } = await ana.rest.GET('/cameras/{id}', { params: { path: { id: 'bench-1' } } });
    expect(data.name).toBe('Camera bench-1');
    const failure = ana.rest.PUT('/cameras/{id}/settings', { params: { path: { id: 'bench-1' } }, body: { exposure: -1 } });
    await expect(failure).rejects.toMatchObject({ name: 'HubError', code: 'validation_failed', field: 'exposure' });
  });

  it('by event rejects like one by REST', async () => {
    const ana = await clients.connect();
    refuseGain(camera);
    const failure = ana.ask('settings:update', { cameraId: 'bench-1', settings: { gain: 1000 } });
    await expect(failure).rejects.toMatchObject({ code: 'setting_rejected', field: 'gain', limit: { min: 0, max: 24, unit: 'dB' } });
    await expect(ana.ask('camera:retry', { cameraId: 'bench-9' })).rejects.toMatchObject({ code: 'camera_not_found' });
  });

  it('has a deadline and a signal', async () => {
    const ana = await clients.connect();
    camera.on['settings.update'] = () => new Promise(() => undefined);
    const settings = { cameraId: 'bench-1', settings: { gain: 1 } };
    await expect(ana.ask('settings:update', settings, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'hub_timeout' });
    await expect(ana.ask('settings:update', settings, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('of a key without the scope is forbidden', async () => {
    const watcher = await clients.connect({ key: await clients.key('operator', ['watch']) });
    await expect(watcher.camera('bench-1').capture()).rejects.toMatchObject({ code: 'forbidden' });
  });
});

it('reconnects after a restart of the hub, and has the whole state again', async () => {
  const ana = await clients.connect();
  const listed = vi.fn();
  ana.on('cameras', listed);
  await hub.restart();
  await expect.poll(() => ana.connected && listed.mock.calls.length > 0).toBe(true);
  await camera.connect();
  await expect.poll(() => ana.camera('bench-1').state?.status).not.toBe('offline');
  expect((await ana.rest.GET('/cameras')).data.cameras.length).toBeGreaterThan(0);
});

it('ends when its key is revoked, and says why', async () => {
  const { token } = await hub.person('operator');
  const created = (await (await hub.api('/keys', { method: 'POST', token, json: { name: 'short', scopes: ['watch'] } })).json()) as {
    id: string;
    key: string;
  };
  const ana = await clients.connect({ key: created.key });
  const closed = vi.fn();
  ana.on('closed', closed);
  const loop = (async () => {
    for await (const _ of ana.camera('bench-1').frames());
  })();
  const ended = expect(loop).rejects.toMatchObject({ name: 'HubError' });
  await hub.api(`/keys/${created.id}`, { method: 'DELETE', token });
  await expect.poll(() => ana.ended.aborted).toBe(true);
  expect(closed.mock.calls[0]?.[0]).toBeInstanceOf(HubError);
  await ended;
  await expect(ana.ask('camera:retry', { cameraId: 'bench-1' })).rejects.toMatchObject({ code: 'session_expired' });
});
