/** Control of a camera, by real connections and REST; only the clock of the leases is turned by hand. */
import { CONTROL_EPOCH_HEADER, RPC_ERROR, type ControlState, type ErrorBody, type Job, type Role } from '@eyepiece/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure } from '../../src/ingest/rpc-peer.ts';
import type { FakeCamera } from '../fake-camera.ts';
import { TIMELAPSE } from '../fake-jobs.ts';
import { ManualClock } from '../manual-clock.ts';
import { startHub, type TestClient, type TestHub } from '../start-hub.ts';

/** Somebody with an account, who may have the workstation open. */
class Somebody {
  readonly name: string;
  readonly userId: string;
  readonly token: string;
  client!: TestClient;
  /** What the hub told of control last. */
  sees: ControlState | undefined;

  constructor(name: string, userId: string, token: string) {
    this.name = name;
    this.userId = userId;
    this.token = token;
  }

  async opens(): Promise<void> {
    this.sees = undefined;
    this.client = await hub.client({ token: this.token }, {}, (client) => {
      client.on('control:state', (state) => {
        if (state.cameraId === camera.id) this.sees = state;
      });
    });
    await expect.poll(() => this.sees).toBeDefined();
  }

  leaves(): void {
    this.client.disconnect();
  }

  control(action: 'request' | 'withdraw' | 'release' | 'grant' | 'deny' | 'active') {
    return this.client.emitWithAck(`control:${action}`, { cameraId: camera.id });
  }

  sets(gain: number, epoch?: number) {
    return this.client.emitWithAck('settings:update', { cameraId: camera.id, settings: { gain }, ...(epoch !== undefined && { epoch }) });
  }

  rest(method: string, path: string, json?: unknown, epoch?: string): Promise<Response> {
    const headers = epoch === undefined ? {} : { [CONTROL_EPOCH_HEADER]: epoch };
    return hub.api(path, { method, token: this.token, headers, ...(json !== undefined && { json }) });
  }

  asks(action: string, reason?: string): Promise<Response> {
    return this.rest('POST', `/cameras/${camera.id}/control`, { action, ...(reason !== undefined && { reason }) });
  }
}

const clock = new ManualClock();
let hub: TestHub;
let camera: FakeCamera;
let cameras = 0;
let ana: Somebody;
let ben: Somebody;
let admin: Somebody;

async function somebody(name: string, role: Role): Promise<Somebody> {
  const { user, token } = await hub.person(role);
  await hub.api(`/users/${user.id}`, { method: 'PATCH', token: (await hub.login()).access_token, json: { name } });
  return new Somebody(name, user.id, token);
}

beforeAll(async () => {
  hub = await startHub({}, { control: { clock } });
  ana = await somebody('Ana', 'operator');
  ben = await somebody('Ben', 'operator');
  admin = await somebody('Ada', 'admin');
});
afterAll(() => hub.close());
beforeEach(async () => {
  camera = hub.camera({ cameraId: `cam-${cameras++}` });
  await camera.connect();
  for (const person of [ana, ben, admin]) await person.opens();
});
afterEach(async () => {
  for (const person of [ana, ben, admin]) person.leaves();
  await camera.close();
  // The guide's calls are for the camera that is online.
  await expect.poll(async () => (await hub.api(`/cameras/${camera.id}`, { token: ana.token })).json()).toMatchObject({ status: 'offline' });
});

/** What everybody who is connected is told in the end. */
async function allSee(expected: object): Promise<void> {
  for (const person of [ana, ben, admin]) {
    if (person.client.connected) await expect.poll(() => person.sees).toMatchObject(expected);
  }
}
const heldBy = (name: string) => ({ ok: false, error: { code: 'control_held', holder: name } });
async function answer(response: Promise<Response>): Promise<{ status: number; body: Partial<ErrorBody> & Partial<ControlState> }> {
  const settled = await response;
  return { status: settled.status, body: (await settled.json()) as Partial<ErrorBody> & Partial<ControlState> };
}
const controlTrail = async () => {
  const trail = await hub.audit();
  return trail.filter(({ action, subject }) => action.startsWith('control.') && subject === camera.id).reverse();
};

describe('first touch', () => {
  it('takes a free camera; others are refused with the name, by sockets and REST', async () => {
    expect(await ana.sets(1)).toMatchObject({ ok: true });
    await allSee({ holder: { name: 'Ana', connected: true }, last: { change: 'claimed' } });
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    for (const path of [`/cameras/${camera.id}/settings`, '/camera/settings']) {
      expect(await answer(ben.rest('PUT', path, { gain: 3 }))).toMatchObject({
        status: 409,
        body: { code: 'control_held', holder: 'Ana', message: 'Ana has control of this camera' },
      });
    }
    expect(camera.settings.gain).toBe(1);
  });

  it('of two at once is one', async () => {
    const replies = await Promise.all([ana.sets(1), ben.sets(2), ben.sets(3), ana.sets(4)]);
    const winner = replies[0].ok ? 'Ana' : 'Ben';
    expect(replies.map(({ ok }) => ok)).toEqual(winner === 'Ana' ? [true, false, false, true] : [false, true, true, false]);
    await allSee({ holder: { name: winner } });
  });

  it('of somebody who may not control does nothing', async () => {
    const viewer = await somebody('Vera', 'viewer');
    await viewer.opens();
    expect(await viewer.sets(1)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await viewer.control('request')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(viewer.sees).toMatchObject({ holder: null });
    const contributor = await somebody('Carl', 'contributor');
    await contributor.opens();
    const snap = (settings: object) => contributor.client.emitWithAck('capture', { cameraId: camera.id, ...settings });
    expect(await snap({ exposure: 5 })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await snap({})).toMatchObject({ ok: true });
    expect(contributor.sees).toMatchObject({ holder: null });
    viewer.leaves();
    contributor.leaves();
  });
});

describe('while somebody else has control', () => {
  const id = () => camera.id;
  type Order = (person: Somebody) => Promise<unknown>;
  const refusals = { socket: heldBy('Ana'), rest: { status: 409, body: { code: 'control_held', holder: 'Ana' } } };
  const bySocket: Record<string, Order> = {
    'settings:update': (who) => who.sets(9),
    'capture with an exposure': (who) => who.client.emitWithAck('capture', { cameraId: id(), exposure: 9 }),
    'capture with a gain': (who) => who.client.emitWithAck('capture', { cameraId: id(), gain: 9 }),
    'camera:fire': (who) => who.client.emitWithAck('camera:fire', { cameraId: id() }),
    'settings:save': (who) => who.client.emitWithAck('settings:save', { cameraId: id(), channel: 'user' }),
    'settings:load': (who) => who.client.emitWithAck('settings:load', { cameraId: id(), channel: 'user' }),
    'corrections:update': (who) => who.client.emitWithAck('corrections:update', { cameraId: id(), corrections: { dark: 'take' } }),
    'objective:choose': (who) => who.client.emitWithAck('objective:choose', { cameraId: id(), objectiveId: null }),
    'job:start': (who) => who.client.emitWithAck('job:start', { cameraId: id(), job: TIMELAPSE }),
  };
  const byRest: Record<string, Order> = {
    'PUT settings': (who) => answer(who.rest('PUT', `/cameras/${id()}/settings`, { gain: 9 })),
    'PUT settings of the guide': (who) => answer(who.rest('PUT', '/camera/settings', { gain: 9 })),
    'PUT settings as a file': (who) => answer(who.rest('PUT', `/cameras/${id()}/settings/file`, { settings: { gain: 9 } })),
    'POST capture with an exposure': (who) => answer(who.rest('POST', `/cameras/${id()}/captures`, { exposure: 9 })),
    'POST capture of the guide with a gain': (who) => answer(who.rest('POST', '/camera/capture', { gain: 9 })),
    'POST fire': (who) => answer(who.rest('POST', `/cameras/${id()}/fire`)),
    'POST save': (who) => answer(who.rest('POST', `/cameras/${id()}/settings/save`, { channel: 'user' })),
    'POST load': (who) => answer(who.rest('POST', `/cameras/${id()}/settings/load`, { channel: 'user' })),
    'PUT corrections': (who) => answer(who.rest('PUT', `/cameras/${id()}/corrections`, { flat: 'take' })),
    'PUT objective': (who) => answer(who.rest('PUT', `/cameras/${id()}/objective`, { objectiveId: null })),
    'POST job': (who) => answer(who.rest('POST', `/cameras/${id()}/jobs`, TIMELAPSE)),
  };

  it('no order that changes anything reaches the camera', async () => {
    await ana.control('request');
    const reached: string[] = [];
    for (const method of ['settings.update', 'capture', 'camera.fire', 'settings.save', 'settings.load', 'corrections.update']) {
      camera.on[method] = () => void reached.push(method);
    }
    for (const [name, order] of Object.entries(bySocket))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.socket });
    for (const [name, order] of Object.entries(byRest))
      expect({ name, ...((await order(ben)) as object) }).toMatchObject({ name, ...refusals.rest });
    expect(reached).toEqual([]);
    expect(camera.jobs.starts).toEqual([]);
  });

  it('others snap, look, estimate and retry', async () => {
    await ana.control('request');
    camera.on['camera.retry'] = () => ({});
    expect(await ben.client.emitWithAck('capture', { cameraId: camera.id, label: 'mine' })).toMatchObject({ ok: true });
    expect((await ben.rest('POST', '/camera/capture')).status).toBe(200);
    expect(await ben.client.emitWithAck('job:estimate', { cameraId: camera.id, job: TIMELAPSE })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('camera:retry', { cameraId: camera.id })).toMatchObject({ ok: true });
    expect(await ben.client.emitWithAck('analysis:watch', { cameraId: camera.id, focus: true })).toMatchObject({ ok: true });
    await allSee({ holder: { name: 'Ana' } });
  });

  it('an order that had passed is carried out, whoever has control by then', async () => {
    let finish = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      camera.on['settings.update'] = async () => {
        resolve();
        await new Promise<void>((done) => (finish = done));
        return { settings: camera.settings };
      };
    });
    const slow = ana.sets(5);
    await arrived;
    expect(await admin.client.emitWithAck('control:take', { cameraId: camera.id, reason: 'now' })).toMatchObject({ ok: true });
    expect(await ana.sets(6)).toMatchObject(heldBy('Ada'));
    finish();
    expect(await slow).toMatchObject({ ok: true });
  });
});

describe('asking', () => {
  it('kept, asked again, and granted by silence', async () => {
    await ana.sets(1);
    expect(await ben.control('request')).toMatchObject({ ok: true, control: { request: { name: 'Ben' } } });
    await allSee({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    expect(await admin.control('request')).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('Ben') as string },
    });
    expect(await ana.control('deny')).toMatchObject({ ok: true });
    await allSee({ holder: { name: 'Ana' }, request: null, last: { change: 'denied' } });
    await ben.control('request');
    clock.advance(14.9);
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    clock.advance(0.1);
    await allSee({ holder: { name: 'Ben' }, request: null, last: { change: 'silence', by: null } });
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
    expect(await answer(ana.rest('GET', `/cameras/${camera.id}/control`))).toMatchObject({ status: 200, body: { holder: null } });
  });

  it('by somebody who leaves is over', async () => {
    await ana.sets(1);
    await ben.control('request');
    ben.leaves();
    await allSee({ holder: { name: 'Ana' }, request: null, last: { change: 'withdrawn', by: { name: 'Ben' } } });
  });
});

describe('an administrator', () => {
  it('takes control with a reason, which is written down', async () => {
    await ana.sets(1);
    expect(await ben.client.emitWithAck('control:take', { cameraId: camera.id, reason: 'mine' })).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await answer(ben.asks('take', 'mine'))).toMatchObject({ status: 403 });
    expect(await answer(admin.asks('take'))).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: 'reason' }] },
    });
    expect(await answer(admin.asks('take', 'the lamp is smoking'))).toMatchObject({ status: 200 });
    await allSee({ holder: { name: 'Ada' }, last: { change: 'taken', by: { name: 'Ada' }, reason: 'the lamp is smoking' } });
    await expect.poll(controlTrail).toMatchObject([
      { action: 'control.claimed', actorName: 'Ana', details: { from: null, to: 'Ana' } },
      { action: 'control.taken', actorName: 'Ada', details: { from: 'Ana', to: 'Ada', reason: 'the lamp is smoking' } },
    ]);
  });
});

describe('a holder who is gone', () => {
  it('keeps control for the grace, then the camera is free, then anybody takes it', async () => {
    await ana.sets(1);
    ana.leaves();
    await allSee({ holder: { name: 'Ana', connected: false, freeAtUs: clock.nowUs() + 10_000_000 } });
    expect(await ben.sets(2)).toMatchObject(heldBy('Ana'));
    clock.advance(10);
    await allSee({ holder: null, last: { change: 'disconnected', by: null } });
    expect(await ben.sets(2)).toMatchObject({ ok: true });
    await expect.poll(controlTrail).toMatchObject([{}, { action: 'control.disconnected', actorName: 'Ana', details: { to: null } }, {}]);
  });

  it('who comes back in time keeps it; with one tab of two nobody is gone', async () => {
    await ana.sets(1);
    const tab = await hub.client({ token: ana.token });
    const tabs = new Promise<void>((resolve) => {
      ben.client.on('presence', (people) => {
        if (people.find(({ userId }) => userId === ana.userId)?.tabs === 1) resolve();
      });
    });
    ana.leaves();
    await tabs;
    expect(ben.sees).toMatchObject({ holder: { name: 'Ana', connected: true } });
    tab.disconnect();
    await allSee({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    await ana.opens();
    await allSee({ holder: { name: 'Ana', connected: true } });
    clock.advance(60);
    expect(await ana.sets(2)).toMatchObject({ ok: true });
  });

  it('leaves it to who waits', async () => {
    await ana.sets(1);
    await ben.control('request');
    ana.leaves();
    await expect.poll(() => ben.sees).toMatchObject({ holder: { connected: false } });
    clock.advance(10);
    await allSee({ holder: { name: 'Ben' }, last: { change: 'disconnected' } });
  });

  it('is not one whose pictures come over a connection of their own', async () => {
    const frames = await hub.client({ token: ana.token, purpose: 'frames' });
    await ana.sets(1);
    frames.disconnect();
    await ben.control('request');
    await allSee({ holder: { name: 'Ana', connected: true } });
  });
});

describe('a holder who does nothing', () => {
  it('is warned, may say so, and loses it', async () => {
    await ana.sets(1);
    clock.advance(270);
    await allSee({ holder: { name: 'Ana', freeAtUs: clock.nowUs() + 30_000_000 } });
    expect(await ana.control('active')).toMatchObject({ ok: true });
    await expect.poll(() => ben.sees?.holder).not.toHaveProperty('freeAtUs');
    clock.advance(300);
    await allSee({ holder: null, last: { change: 'idle' } });
  });
});

describe('a program without any connection', () => {
  it('has control by an order for 10 s after the last, by asking until the idle limit', async () => {
    ana.leaves();
    const sets = (gain: number, epoch?: string) => ana.rest('PUT', `/cameras/${camera.id}/settings`, { gain }, epoch);
    expect((await sets(1)).status).toBe(200);
    await allSee({ holder: { name: 'Ana', connected: false } });
    clock.advance(9);
    expect((await sets(2)).status).toBe(200);
    clock.advance(9);
    expect(await ben.sets(3)).toMatchObject(heldBy('Ana'));
    clock.advance(1);
    await allSee({ holder: null, last: { change: 'disconnected' } });

    const { body } = await answer(ana.asks('request'));
    clock.advance(100);
    expect((await sets(4, String(body.epoch))).status).toBe(200);
    await ben.control('request');
    clock.advance(15);
    await allSee({ holder: { name: 'Ben' }, last: { change: 'silence' } });
    expect(await answer(sets(5))).toMatchObject({ status: 409, body: { holder: 'Ben' } });
  });
});

describe('a script', () => {
  it('that orders many times a second is not told to everybody each time', async () => {
    ana.leaves();
    const sets = (gain: number) => ana.rest('PUT', `/cameras/${camera.id}/settings`, { gain });
    await sets(1);
    await allSee({ holder: { name: 'Ana' } });
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

describe('the epoch', () => {
  it('of before is refused, by sockets and REST, also in a free camera', async () => {
    const free = ana.sees?.epoch ?? NaN;
    expect(await ana.sets(1, free)).toMatchObject({ ok: true });
    // Given before the news of having control came.
    expect(await ana.sets(2, free)).toMatchObject({ ok: true });
    const { epoch = NaN } = (await answer(ana.rest('GET', `/cameras/${camera.id}/control`))).body;
    expect(epoch).toBe(free + 1);
    await ana.control('release');
    for (const stale of [free, epoch]) {
      expect(await ana.sets(3, stale)).toMatchObject({ ok: false, error: { code: 'control_held' } });
      expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 3 }, String(stale)))).toMatchObject({
        status: 409,
        body: { code: 'control_held' },
      });
    }
    expect(camera.settings.gain).toBe(2);
    await allSee({ holder: null });
  });

  it.each(['seven', '-1', '1.5', '1e3'])('as %s is a bad request that names the header', async (epoch) => {
    expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 3 }, epoch))).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', issues: [{ path: CONTROL_EPOCH_HEADER }] },
    });
  });

  it('is in the OpenAPI document of every order that needs control', async () => {
    const { paths } = (await (await hub.api('/api/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
    };
    expect(paths['/api/v1/camera/settings']?.['put']?.parameters).toMatchObject([{ name: CONTROL_EPOCH_HEADER, in: 'header' }]);
    expect(Object.keys(paths['/api/v1/cameras/{id}/control'] ?? {}).toSorted()).toEqual(['get', 'post']);
  });
});

describe('while a job runs', () => {
  const start = async (who: Somebody): Promise<Job> => {
    const reply = await who.client.emitWithAck('job:start', { cameraId: camera.id, job: TIMELAPSE });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.job;
  };
  const cancel = (who: Somebody, { id: jobId }: Job) => who.client.emitWithAck('job:cancel', { jobId });

  it('silence waits for its end', async () => {
    const job = await start(ana);
    await ben.control('request');
    await expect.poll(() => ben.sees?.request).toMatchObject({ name: 'Ben' });
    expect(ben.sees?.request).not.toHaveProperty('grantedAtUs');
    clock.advance(400);
    await allSee({ holder: { name: 'Ana' }, request: { name: 'Ben' } });
    camera.jobs.report(job.id, { state: 'done', endedAtUs: Date.now() * 1000 });
    await allSee({ request: { grantedAtUs: clock.nowUs() + 15_000_000 } });
    clock.advance(15);
    await allSee({ holder: { name: 'Ben' } });
  });

  it('who started it may end it without control, others may not, administrators may', async () => {
    const first = await start(ana);
    expect(await cancel(ben, first)).toMatchObject(heldBy('Ana'));
    await ben.control('request');
    await ana.control('grant');
    expect(await cancel(ana, first)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    await allSee({ holder: { name: 'Ben' } });
    const second = await start(ben);
    expect(await cancel(ana, second)).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${second.id}/cancel`)).status).toBe(409);
    expect(await cancel(admin, second)).toMatchObject({ ok: true, job: { state: 'cancelled' } });
    const third = await start(ben);
    camera.jobs.report(third.id, { state: 'paused', resumable: true });
    expect(await ana.client.emitWithAck('job:resume', { jobId: third.id })).toMatchObject(heldBy('Ben'));
    expect((await ana.rest('POST', `/jobs/${third.id}/resume`)).status).toBe(409);
  });

  it('everybody is told what locks the settings', async () => {
    await start(ana);
    const message = 'exposure is locked by time-lapse 12/60';
    camera.on['settings.update'] = () => {
      throw new RpcFailure({ code: RPC_ERROR.busy, message });
    };
    expect(await ana.sets(1)).toMatchObject({ ok: false, error: { code: 'camera_busy', message } });
    expect(await answer(ana.rest('PUT', '/camera/settings', { gain: 1 }))).toMatchObject({
      status: 409,
      body: { code: 'camera_busy', message },
    });
  });
});

describe('somebody who may control nothing any more', () => {
  it.each([{ role: 'viewer' }, { disabled: true }])('loses control at once: %j', async (change) => {
    const cleo = await somebody('Cleo', 'operator');
    await cleo.opens();
    expect(await cleo.sets(1)).toMatchObject({ ok: true });
    await allSee({ holder: { name: 'Cleo' } });
    await admin.rest('PATCH', `/users/${cleo.userId}`, change);
    await allSee({ holder: null, last: { change: 'released', by: null } });
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
    await camera.close();
    await expect.poll(async () => (await admin.rest('DELETE', `/cameras/${camera.id}`)).status).toBe(204);
    expect((await ana.rest('GET', `/cameras/${camera.id}/control`)).status).toBe(404);
    clock.advance(1);
    await camera.connect();
    await allSee({ holder: null, last: null });
    expect(ana.sees?.epoch).toBeGreaterThan(epoch);
  });

  it('is free after a restart of the hub, and no epoch of before counts', async () => {
    await ana.sets(1);
    await expect.poll(() => ana.sees?.holder).toMatchObject({ name: 'Ana' });
    const epoch = ana.sees?.epoch ?? NaN;
    await hub.restart();
    clock.advance(1);
    await camera.connect();
    await ana.opens();
    expect(ana.sees).toMatchObject({ holder: null, request: null, last: null });
    expect(ana.sees?.epoch).toBeGreaterThan(epoch);
    expect(await ana.sets(2, epoch)).toMatchObject({ ok: false, error: { code: 'control_held' } });
    await ben.opens();
    expect(await ben.sets(3)).toMatchObject({ ok: true });
  });
});
