/** How control goes from hand to hand, by real connections and REST. */
import { describe, expect, it } from 'vitest';
import { answer, heldBy, useControlBench } from './control-bench.ts';

const bench = useControlBench();
const { ana, ben, admin, clock } = bench;

describe('asking', () => {
  it('kept, asked again, and granted by silence', async () => {
    await ana.sets(1);
    expect(await ben.control('request')).toMatchObject({ ok: true, control: { request: { name: 'Ben' } } });
    await bench.allSee({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    expect(await admin.control('request')).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('Ben') as string },
    });
    expect(await ana.control('deny')).toMatchObject({ ok: true });
    await bench.allSee({ holder: { name: 'Ana' }, request: null, last: { change: 'denied' } });
    await ben.control('request');
    clock.advance(14.9);
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    clock.advance(0.1);
    await bench.allSee({ holder: { name: 'Ben' }, request: null, last: { change: 'silence', by: null } });
    expect(await ben.sets(2)).toMatchObject({ ok: true });
    expect(await ana.sets(3)).toMatchObject(heldBy('Ben'));
  });

  it('handed over by REST, withdrawn by socket', async () => {
    await ana.sets(1);
    expect(await answer(ben.asks('request'))).toMatchObject({ status: 200, body: { request: { name: 'Ben' } } });
    expect(await answer(ben.asks('grant'))).toMatchObject({ status: 409, body: { holder: 'Ana' } });
    expect(await answer(ana.asks('grant'))).toMatchObject({ status: 200, body: { holder: { name: 'Ben' } } });
    await ana.control('request');
    expect(await ana.control('withdraw')).toMatchObject({ ok: true, control: { request: null, last: { change: 'withdrawn' } } });
    expect(await ben.control('grant')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await ben.control('release')).toMatchObject({ ok: true, control: { holder: null } });
    expect(await answer(ana.rest('GET', `/cameras/${bench.camera.id}/control`))).toMatchObject({ status: 200, body: { holder: null } });
  });

  it('by somebody who leaves is over', async () => {
    await ana.sets(1);
    await ben.control('request');
    ben.leaves();
    await bench.allSee({ holder: { name: 'Ana' }, request: null, last: { change: 'withdrawn', by: null } });
  });
});

describe('an administrator', () => {
  it('takes control with a reason, which is written down', async () => {
    await ana.sets(1);
    expect(await ben.client.emitWithAck('control:take', { cameraId: bench.camera.id, reason: 'mine' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await answer(ben.asks('take', 'mine'))).toMatchObject({ status: 403 });
    expect(await answer(admin.asks('take'))).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: 'reason' }] },
    });
    expect(await answer(admin.asks('take', 'the lamp is smoking'))).toMatchObject({ status: 200 });
    await bench.allSee({ holder: { name: 'Ada' }, last: { change: 'taken', by: { name: 'Ada' }, reason: 'the lamp is smoking' } });
    await expect
      .poll(() => bench.trail())
      .toMatchObject([
        { action: 'control.claimed', actorName: 'Ana', details: { from: null, to: 'Ana' } },
        { action: 'control.taken', actorName: 'Ada', details: { from: 'Ana', to: 'Ada', reason: 'the lamp is smoking' } },
      ]);
  });
});

describe('a holder who is gone', () => {
  it('keeps control for the grace, then the camera is free, then anybody takes it', async () => {
    await ana.sets(1);
    ana.leaves();
    await bench.allSee({ holder: { name: 'Ana', connected: false, freeAtUs: clock.nowUs() + 10_000_000 } });
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    clock.advance(10);
    await bench.allSee({ holder: null, last: { change: 'disconnected', by: null } });
    expect(await ben.sets(2)).toMatchObject({ ok: true });
    await expect
      .poll(() => bench.trail())
      .toMatchObject([{}, { action: 'control.disconnected', actorName: 'Ana', details: { to: null } }, {}]);
  });

  it('who comes back in time keeps it; with one tab of two nobody is gone', async () => {
    await ana.sets(1);
    const tab = await bench.hub.client({ token: ana.token });
    const tabs = new Promise<void>((resolve) => {
      ben.client.on('presence', (people) => {
        if (people.find(({ userId }) => userId === ana.userId)?.tabs === 1) resolve();
      });
    });
    ana.leaves();
    await tabs;
    expect(ben.sees).toMatchObject({ holder: { name: 'Ana', connected: true } });
    tab.disconnect();
    await bench.allSee({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    await ana.opens();
    await bench.allSee({ holder: { name: 'Ana', connected: true } });
    clock.advance(60);
    expect(await ana.sets(2)).toMatchObject({ ok: true });
  });

  it('leaves it to who waits', async () => {
    await ana.sets(1);
    await ben.control('request');
    ana.leaves();
    await expect.poll(() => ben.sees).toMatchObject({ holder: { connected: false } });
    clock.advance(10);
    await bench.allSee({ holder: { name: 'Ben' }, last: { change: 'disconnected' } });
  });

  it('is not one whose pictures come over a connection of their own', async () => {
    const frames = await bench.hub.client({ token: ana.token, purpose: 'frames' });
    await ana.sets(1);
    frames.disconnect();
    await ben.control('request');
    await bench.allSee({ holder: { name: 'Ana', connected: true } });
  });
});

describe('a holder who does nothing', () => {
  it('is warned, may say so, and loses it', async () => {
    await ana.sets(1);
    clock.advance(270);
    await bench.allSee({ holder: { name: 'Ana', freeAtUs: clock.nowUs() + 30_000_000 } });
    expect(await ana.control('active')).toMatchObject({ ok: true });
    await expect.poll(() => ben.sees?.holder).not.toHaveProperty('freeAtUs');
    clock.advance(300);
    await bench.allSee({ holder: null, last: { change: 'idle' } });
  });
});

describe('a program without any connection', () => {
  it('has control by an order for 10 s after the last, by asking until the idle limit', async () => {
    ana.leaves();
    const sets = (gain: number, epoch?: string) => ana.rest('PUT', `/cameras/${bench.camera.id}/settings`, { gain }, epoch);
    expect((await sets(1)).status).toBe(200);
    await bench.allSee({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    expect((await sets(2)).status).toBe(200);
    clock.advance(9);
    expect(await ben.sets(3)).toMatchObject(heldBy('Ana'));
    clock.advance(1);
    await bench.allSee({ holder: null, last: { change: 'disconnected' } });

    const { body } = await answer(ana.asks('request'));
    clock.advance(100);
    expect((await sets(4, String(body.epoch))).status).toBe(200);
    await ben.control('request');
    clock.advance(15);
    await bench.allSee({ holder: { name: 'Ben' }, last: { change: 'silence' } });
    expect(await answer(sets(5))).toMatchObject({ status: 409, body: { holder: 'Ben' } });
  });
});

describe('a script', () => {
  it('that orders many times a second is not told to everybody each time', async () => {
    ana.leaves();
    const sets = (gain: number) => ana.rest('PUT', `/cameras/${bench.camera.id}/settings`, { gain });
    await sets(1);
    await bench.allSee({ holder: { name: 'Ana' } });
    let told = 0;
    ben.client.on('control:state', () => (told += 1));
    for (const gain of [2, 3, 4]) {
      clock.advance(0.2);
      await sets(gain);
    }
    clock.advance(1);
    await sets(5);
    await expect.poll(() => ben.sees?.holder).toMatchObject({ freeAtUs: clock.nowUs() + 10_000_000 });
    expect(told).toBe(1);
  });
});

describe('somebody who may control nothing any more', () => {
  it.each([{ role: 'viewer' }, { disabled: true }])('loses control at once: %j', async (change) => {
    const cleo = await bench.somebody('Cleo', 'operator');
    await cleo.opens();
    expect(await cleo.sets(1)).toMatchObject({ ok: true });
    await bench.allSee({ holder: { name: 'Cleo' } });
    await admin.rest('PATCH', `/users/${cleo.userId}`, change);
    await bench.allSee({ holder: null, last: { change: 'released', by: null } });
    cleo.leaves();
  });
});

describe('a camera', () => {
  it('that is not there has no control', async () => {
    expect(await ana.client.emitWithAck('control:request', { cameraId: 'nowhere' })).toMatchObject({
      ok: false,
      error: { code: 'camera_not_found' },
    });
    expect((await ana.rest('GET', '/cameras/nowhere/control')).status).toBe(404);
  });

  it('that was forgotten is free when it is back', async () => {
    await ana.sets(1);
    await expect.poll(() => ana.sees?.holder).toMatchObject({ name: 'Ana' });
    const epoch = ana.sees?.epoch ?? NaN;
    await bench.camera.close();
    await expect.poll(async () => (await admin.rest('DELETE', `/cameras/${bench.camera.id}`)).status).toBe(204);
    expect((await ana.rest('GET', `/cameras/${bench.camera.id}/control`)).status).toBe(404);
    clock.advance(1);
    await bench.camera.connect();
    await bench.allSee({ holder: null, last: null });
    expect(ana.sees?.epoch).toBeGreaterThan(epoch);
  });

  it('is free after a restart of the hub, and no epoch of before counts', async () => {
    await ana.sets(1);
    await expect.poll(() => ana.sees?.holder).toMatchObject({ name: 'Ana' });
    const epoch = ana.sees?.epoch ?? NaN;
    await bench.hub.restart();
    clock.advance(1);
    await bench.camera.connect();
    await ana.opens();
    expect(ana.sees).toMatchObject({ holder: null, request: null, last: null });
    expect(ana.sees?.epoch).toBeGreaterThan(epoch);
    expect(await ana.sets(2, epoch)).toMatchObject({ ok: false, error: { code: 'control_held' } });
    await ben.opens();
    expect(await ben.sets(3)).toMatchObject({ ok: true });
  });
});
