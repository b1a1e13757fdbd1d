/** Requests, grants and loss of control, by sockets and REST. */
import { describe, expect, it } from 'vitest';
import { answer, heldBy, useControlBench } from './control-bench.ts';

const bench = useControlBench();
const { ana, ben, admin, clock } = bench;

describe('a request for control', () => {
  it('is denied, repeated, and granted by silence', async () => {
    await ana.setGain(1);
    expect(await ben.control('request')).toMatchObject({ ok: true, control: { request: { name: 'Ben' } } });
    await bench.expectForAll({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    expect(await admin.control('request')).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('Ben') as string },
    });
    expect(await ana.control('deny')).toMatchObject({ ok: true });
    await bench.expectForAll({ holder: { name: 'Ana' }, request: null, last: { change: 'denied' } });
    await ben.control('request');
    clock.advance(14.9);
    expect(await ben.setGain(2)).toMatchObject(heldBy('Ana'));
    clock.advance(0.1);
    await bench.expectForAll({ holder: { name: 'Ben' }, request: null, last: { change: 'silence', by: null } });
    expect(await ben.setGain(2)).toMatchObject({ ok: true });
    expect(await ana.setGain(3)).toMatchObject(heldBy('Ben'));
  });

  it('is granted by REST, and withdrawn by socket', async () => {
    await ana.setGain(1);
    expect(await answer(ben.controlByRest('request'))).toMatchObject({ status: 200, body: { request: { name: 'Ben' } } });
    expect(await answer(ben.controlByRest('grant'))).toMatchObject({ status: 409, body: { holder: 'Ana' } });
    expect(await answer(ana.controlByRest('grant'))).toMatchObject({ status: 200, body: { holder: { name: 'Ben' } } });
    await ana.control('request');
    expect(await ana.control('withdraw')).toMatchObject({ ok: true, control: { request: null, last: { change: 'withdrawn' } } });
    expect(await ben.control('grant')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await ben.control('release')).toMatchObject({ ok: true, control: { holder: null } });
    expect(await answer(ana.rest('GET', `/cameras/${bench.camera.id}/control`))).toMatchObject({ status: 200, body: { holder: null } });
  });

  it('is withdrawn when the requester disconnects', async () => {
    await ana.setGain(1);
    await ben.control('request');
    ben.disconnect();
    await bench.expectForAll({ holder: { name: 'Ana' }, request: null, last: { change: 'withdrawn', by: null } });
  });
});

describe('an administrator', () => {
  it('takes control with a reason, which is recorded in the audit', async () => {
    await ana.setGain(1);
    expect(await ben.client.emitWithAck('control:take', { cameraId: bench.camera.id, reason: 'mine' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await answer(ben.controlByRest('take', 'mine'))).toMatchObject({ status: 403 });
    expect(await answer(admin.controlByRest('take'))).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: 'reason' }] },
    });
    expect(await answer(admin.controlByRest('take', 'the lamp is smoking'))).toMatchObject({ status: 200 });
    await bench.expectForAll({ holder: { name: 'Ada' }, last: { change: 'taken', by: { name: 'Ada' }, reason: 'the lamp is smoking' } });
    await expect
      .poll(() => bench.auditEntries())
      .toMatchObject([
        { action: 'control.claimed', actorName: 'Ana', details: { from: null, to: 'Ana' } },
        { action: 'control.taken', actorName: 'Ada', details: { from: 'Ana', to: 'Ada', reason: 'the lamp is smoking' } },
      ]);
  });
});

describe('a holder without a connection', () => {
  it('keeps control for the grace period, then the camera is free for others', async () => {
    await ana.setGain(1);
    ana.disconnect();
    await bench.expectForAll({ holder: { name: 'Ana', connected: false, freeAtUs: clock.nowUs() + 10_000_000 } });
    expect(await ben.setGain(2)).toMatchObject(heldBy('Ana'));
    clock.advance(10);
    await bench.expectForAll({ holder: null, last: { change: 'disconnected', by: null } });
    expect(await ben.setGain(2)).toMatchObject({ ok: true });
    await expect
      .poll(() => bench.auditEntries())
      .toMatchObject([{}, { action: 'control.disconnected', actorName: 'Ana', details: { to: null } }, {}]);
  });

  it('keeps control by returning in time; one open tab of two counts as connected', async () => {
    await ana.setGain(1);
    const tab = await bench.hub.client({ token: ana.token });
    const tabs = new Promise<void>((resolve) => {
      ben.client.on('presence', (people) => {
        if (people.find(({ userId }) => userId === ana.userId)?.tabs === 1) resolve();
      });
    });
    ana.disconnect();
    await tabs;
    expect(ben.state).toMatchObject({ holder: { name: 'Ana', connected: true } });
    tab.disconnect();
    await bench.expectForAll({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    await ana.connect();
    await bench.expectForAll({ holder: { name: 'Ana', connected: true } });
    clock.advance(60);
    expect(await ana.setGain(2)).toMatchObject({ ok: true });
  });

  it('loses control to the pending request', async () => {
    await ana.setGain(1);
    await ben.control('request');
    ana.disconnect();
    await expect.poll(() => ben.state).toMatchObject({ holder: { connected: false } });
    clock.advance(10);
    await bench.expectForAll({ holder: { name: 'Ben' }, last: { change: 'disconnected' } });
  });

  it('is not a holder that closes only a connection for frames', async () => {
    const frames = await bench.hub.client({ token: ana.token, purpose: 'frames' });
    await ana.setGain(1);
    frames.disconnect();
    await ben.control('request');
    await bench.expectForAll({ holder: { name: 'Ana', connected: true } });
  });
});

describe('an idle holder', () => {
  it('is warned, can confirm activity, and loses control', async () => {
    await ana.setGain(1);
    clock.advance(270);
    await bench.expectForAll({ holder: { name: 'Ana', freeAtUs: clock.nowUs() + 30_000_000 } });
    expect(await ana.control('active')).toMatchObject({ ok: true });
    await expect.poll(() => ben.state?.holder).not.toHaveProperty('freeAtUs');
    clock.advance(300);
    await bench.expectForAll({ holder: null, last: { change: 'idle' } });
  });
});

describe('a program without any connection', () => {
  it('keeps control for 10 s after its last order, and after a request until the idle limit', async () => {
    ana.disconnect();
    const sets = (gain: number, epoch?: string) => ana.rest('PUT', `/cameras/${bench.camera.id}/settings`, { gain }, epoch);
    expect((await sets(1)).status).toBe(200);
    await bench.expectForAll({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    expect((await sets(2)).status).toBe(200);
    clock.advance(9);
    expect(await ben.setGain(3)).toMatchObject(heldBy('Ana'));
    clock.advance(1);
    await bench.expectForAll({ holder: null, last: { change: 'disconnected' } });

    const { body } = await answer(ana.controlByRest('request'));
    clock.advance(100);
    expect((await sets(4, String(body.epoch))).status).toBe(200);
    await ben.control('request');
    clock.advance(15);
    await bench.expectForAll({ holder: { name: 'Ben' }, last: { change: 'silence' } });
    expect(await answer(sets(5))).toMatchObject({ status: 409, body: { holder: 'Ben' } });
  });
});

describe('a script', () => {
  it('with many orders per second does not cause an event for each', async () => {
    ana.disconnect();
    const sets = (gain: number) => ana.rest('PUT', `/cameras/${bench.camera.id}/settings`, { gain });
    await sets(1);
    await bench.expectForAll({ holder: { name: 'Ana' } });
    let events = 0;
    ben.client.on('control:state', () => (events += 1));
    for (const gain of [2, 3, 4]) {
      clock.advance(0.2);
      await sets(gain);
    }
    clock.advance(1);
    await sets(5);
    await expect.poll(() => ben.state?.holder).toMatchObject({ freeAtUs: clock.nowUs() + 10_000_000 });
    expect(events).toBe(1);
  });
});

describe('a holder without the permission', () => {
  it.each([{ role: 'viewer' }, { disabled: true }])('loses control at once: %j', async (change) => {
    const cleo = await bench.addPerson('Cleo', 'operator');
    await cleo.connect();
    expect(await cleo.setGain(1)).toMatchObject({ ok: true });
    await bench.expectForAll({ holder: { name: 'Cleo' } });
    await admin.rest('PATCH', `/users/${cleo.userId}`, change);
    await bench.expectForAll({ holder: null, last: { change: 'released', by: null } });
    cleo.disconnect();
  });
});

describe('a camera', () => {
  it('that does not exist has no control', async () => {
    expect(await ana.client.emitWithAck('control:request', { cameraId: 'nowhere' })).toMatchObject({
      ok: false,
      error: { code: 'camera_not_found' },
    });
    expect((await ana.rest('GET', '/cameras/nowhere/control')).status).toBe(404);
  });

  it('that was deleted is free when it connects again', async () => {
    await ana.setGain(1);
    await expect.poll(() => ana.state?.holder).toMatchObject({ name: 'Ana' });
    const epoch = ana.state?.epoch ?? NaN;
    await bench.camera.close();
    await expect.poll(async () => (await admin.rest('DELETE', `/cameras/${bench.camera.id}`)).status).toBe(204);
    expect((await ana.rest('GET', `/cameras/${bench.camera.id}/control`)).status).toBe(404);
    clock.advance(1);
    await bench.camera.connect();
    await bench.expectForAll({ holder: null, last: null });
    expect(ana.state?.epoch).toBeGreaterThan(epoch);
  });

  it('is free after a restart of the hub, and earlier epochs are refused', async () => {
    await ana.setGain(1);
    await expect.poll(() => ana.state?.holder).toMatchObject({ name: 'Ana' });
    const epoch = ana.state?.epoch ?? NaN;
    await bench.hub.restart();
    clock.advance(1);
    await bench.camera.connect();
    await ana.connect();
    expect(ana.state).toMatchObject({ holder: null, request: null, last: null });
    expect(ana.state?.epoch).toBeGreaterThan(epoch);
    expect(await ana.setGain(2, epoch)).toMatchObject({ ok: false, error: { code: 'control_held' } });
    await ben.connect();
    expect(await ben.setGain(3)).toMatchObject({ ok: true });
  });
});
