/** Control as a scope: taken, asked for, lost and given back; settings with what the camera made of them. */
import type { CameraControl } from '@eyepiece/client';
import { expect, it } from 'vitest';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { useClients } from './connected.ts';

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'bench-1' });
const clients = useClients(hub);

async function holder(): Promise<unknown> {
  const ana = await clients.connect({ role: 'viewer' });
  return ana.camera('bench-1').holder;
}

it('is released at the end of its scope', async () => {
  const ana = await clients.connect();
  let outside: CameraControl;
  {
    await using control = await ana.camera('bench-1').control();
    outside = control;
    const { settings, adjusted } = await control.set({ exposure: 20, gain: 3 });
    expect(settings).toMatchObject({ exposure: 20, gain: 3 });
    expect(adjusted).toEqual([]);
    expect(ana.camera('bench-1').holder).toMatchObject({ userId: ana.user.id });
  }
  expect(await holder()).toBeNull();
  expect(outside.signal.aborted).toBe(true);
  await expect(outside.set({ gain: 1 })).rejects.toMatchObject({ code: 'control_held', message: 'control was released' });
});

it('says what the camera has set differently', async () => {
  const ana = await clients.connect();
  await using control = await ana.camera('bench-1').control();
  const before = camera.on['settings.update'];
  camera.on['settings.update'] = () => ({ settings: { ...camera.settings, exposure: 19.98 } });
  const { adjusted } = await control.set({ exposure: 20, gain: camera.settings.gain });
  if (before) camera.on['settings.update'] = before;
  expect(adjusted).toEqual([{ field: 'exposure', asked: 20, actual: 19.98 }]);
  expect(await control.correct({ dark: 'take' })).toMatchObject({ dark: { state: 'on' } });
});

it('of another person is refused with the name; asked for, it is granted or denied', async () => {
  const [ana, ben] = [await clients.connect(), await clients.connect()];
  const held = await ana.camera('bench-1').control();
  await expect(ben.camera('bench-1').control()).rejects.toMatchObject({ code: 'control_held', holder: 'The operator (key tests)' });

  const denied = ben.camera('bench-1').control({ request: true });
  const refused = expect(denied).rejects.toMatchObject({ code: 'control_held', message: expect.stringContaining('denied') as string });
  await expect.poll(() => requestOf(ana)).toBe(ben.user.id);
  await ana.ask('control:deny', { cameraId: 'bench-1' });
  await refused;

  const asked = ben.camera('bench-1').control({ request: true });
  await expect.poll(() => requestOf(ana)).toBe(ben.user.id);
  await ana.ask('control:grant', { cameraId: 'bench-1' });
  await using granted = await asked;
  expect(granted.camera.holder).toMatchObject({ userId: ben.user.id });
  await expect.poll(() => held.signal.aborted).toBe(true);
  expect(held.signal.reason).toMatchObject({ code: 'control_held', holder: 'The operator (key tests)' });
  await expect(held.set({ gain: 9 })).rejects.toMatchObject({ code: 'control_held' });
  // A release of what is lost takes nothing from the new holder.
  await held.release();
  expect(granted.signal.aborted).toBe(false);
});

it('is not waited for without end, and the request is withdrawn', async () => {
  const [ana, ben] = [await clients.connect(), await clients.connect()];
  await using held = await ana.camera('bench-1').control();
  await expect(ben.camera('bench-1').control({ request: true, timeoutMs: 50 })).rejects.toMatchObject({ code: 'hub_timeout' });
  await expect.poll(() => requestOf(ana)).toBeUndefined();
  await expect(ben.camera('bench-1').control({ request: true, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
  await expect.poll(() => requestOf(ana)).toBeUndefined();
  expect(held.signal.aborted).toBe(false);
});

it('that the hub gives after the program has stopped waiting is given back', async () => {
  const ana = await clients.connect();
  const stopped = new AbortController();
  const asked = ana.camera('bench-1').control({ signal: stopped.signal });
  // The request is on its way.
  stopped.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect(await holder()).toBeNull();
});

it('that the person had before stays after the scope', async () => {
  const ana = await clients.connect();
  await using _outer = await ana.camera('bench-1').control();
  {
    await using inner = await ana.camera('bench-1').control();
    await inner.set({ gain: 1 });
  }
  expect(await holder()).toMatchObject({ userId: ana.user.id });
});

it('is shared by the parts of a program; the last one gives it back, in any order', async () => {
  const ana = await clients.connect();
  const bench = ana.camera('bench-1');
  const [first, second] = await Promise.all([bench.control(), bench.control()]);
  const third = await bench.control();
  expect([second.epoch, third.epoch]).toEqual([first.epoch, first.epoch]);
  await first.release();
  await third.release();
  expect((await second.set({ gain: 2 })).settings).toMatchObject({ gain: 2 });
  await expect(first.set({ gain: 3 })).rejects.toMatchObject({ message: 'control was released' });
  await second.release();
  expect(await holder()).toBeNull();
});

it('that one part no longer waits for is not taken from another part', async () => {
  const [ana, ben] = [await clients.connect(), await clients.connect()];
  const held = await ana.camera('bench-1').control();
  const bench = ben.camera('bench-1');
  const stopped = new AbortController();
  const patient = bench.control({ request: true });
  const impatient = expect(bench.control({ request: true, signal: stopped.signal })).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => requestOf(ana)).toBe(ben.user.id);
  stopped.abort();
  await impatient;
  expect(requestOf(ana)).toBe(ben.user.id);
  await held.release();
  const granted = await patient;
  await expect(bench.control({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(granted.signal.aborted).toBe(false);
  await granted.release();
  expect(await holder()).toBeNull();
});

it('that a part asks for during the release is taken again, and given back', async () => {
  const ana = await clients.connect();
  const bench = ana.camera('bench-1');
  for (let round = 0; round < 5; round += 1) {
    const first = await bench.control();
    const [, second] = await Promise.all([first.release(), bench.control()]);
    await second.set({ gain: round });
    await second.release();
    expect(await holder()).toBeNull();
  }
});

it('that a part holds ends with the last of several that failed', async () => {
  const ana = await clients.connect();
  const bench = ana.camera('bench-1');
  const first = await bench.control();
  const stopped = new AbortController();
  const second = bench.control({ signal: stopped.signal });
  await first.release();
  stopped.abort();
  await second.then(
    (control) => control.release(),
    () => undefined,
  );
  expect(await holder()).toBeNull();
});

it('is taken by an administrator with a reason', async () => {
  const ana = await clients.connect();
  const held = await ana.camera('bench-1').control();
  const admin = await clients.connect({ token: (await hub.login()).access_token });
  await using taken = await admin.camera('bench-1').control({ take: 'the lamp is smoking' });
  await taken.active();
  await expect.poll(() => held.signal.aborted).toBe(true);
});

function requestOf(client: Awaited<ReturnType<typeof clients.connect>>): string | undefined {
  return client.controlOf('bench-1')?.request?.userId;
}
