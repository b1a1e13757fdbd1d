import type { CameraState } from '@eyepiece/shared-types';
import { afterEach, describe, expect, it } from 'vitest';
import { CameraRegistry } from './registry.ts';
import { RemoteSource } from './remote-source.ts';

const STATE = {
  ...{ id: 'cam', name: 'Bench 1', driver: 'fake', model: 'F-1', serial: '42', status: 'live', statusSinceUs: 1, fps: 30, dropped: 0 },
  ...{ spooled: 0, clockOffsetUs: 700, viewers: 3, jobs: [], clockStepUs: 5 },
  settings: { exposure: 10, gain: 0, roi: { left: 0, top: 0, width: 64, height: 48 } },
  capabilities: { sensor: { width: 64, height: 48 }, features: {} },
} as unknown as CameraState;

const registries: CameraRegistry[] = [];
afterEach(() => registries.splice(0).forEach((registry) => registry.close()));

function remote(state = STATE) {
  const registry = new CameraRegistry();
  registries.push(registry);
  const events: string[] = [];
  for (const event of ['added', 'listed', 'attached', 'detached'] as const) registry.on(event, () => events.push(event));
  const source = sourceOf('home', state);
  const camera = registry.follow({ ...state, cameraId: state.id }, source);
  return { registry, camera, source, events };
}

const sourceOf = (homeHubId: string, state = STATE): RemoteSource =>
  new RemoteSource({ cameraId: 'cam', homeHubId, state, request: (method, params) => Promise.resolve({ method, params }) });

describe('a camera that lives at another hub', () => {
  it('has the state of its home, with the clock as this hub measures it', () => {
    const { camera, source } = remote();
    expect(camera.state).toEqual(STATE);
    source.setStream({ tiers: [] }, { offsetUs: 900, roundTripUs: 40 });
    source.mirror({ ...STATE, viewers: 4 });
    expect(camera.state).toEqual({ ...STATE, viewers: 4, clockOffsetUs: 900 });
    expect([camera.clockOffsetUs, camera.dateUs(100), camera.status, camera.online]).toEqual([900, 105, 'live', true]);
  });

  it('is listed without the events of a local camera service', () => {
    const { registry, source, events } = remote();
    expect(events).toEqual(['added', 'listed']);
    source.close(1000, 'gone');
    registry.follow({ ...STATE, cameraId: 'cam' }, sourceOf('other'));
    expect(events).toEqual(['added', 'listed']);
  });

  it('passes on what viewers want, and commands', async () => {
    const { camera, source } = remote();
    const seen: unknown[] = [];
    source.changes.on('demand', (demand) => seen.push(demand));
    source.changes.on('key', (tier) => seen.push(tier));
    camera.setDemand({ streaming: true, video: ['lean'] });
    camera.requestKey('lean');
    expect(seen).toEqual([{ streaming: true, video: ['lean'] }, 'lean']);
    expect(await camera.request('capture', { label: 'a' }, 1000)).toEqual({ method: 'capture', params: { label: 'a' } });
  });

  it('is stalled with the reason while its home cannot be reached', () => {
    const { camera, source } = remote();
    source.setRelayed(false);
    expect(camera.status).toBe('live');
    camera.setDemand({ streaming: true });
    expect(camera.state).toMatchObject({ status: 'stalled', fps: 0, fault: { code: 'home_unreachable' } });
    source.setRelayed(true);
    expect(camera.state).toEqual(STATE);
    source.setMirrored(false);
    expect(camera.status).toBe('stalled');
    source.setMirrored(true);
    source.mirror({ ...STATE, status: 'offline' });
    expect([camera.online, camera.status]).toEqual([false, 'offline']);
  });

  it('closes its source when it moves, and keeps the viewers', () => {
    const { registry, camera, source } = remote();
    camera.setDemand({ streaming: true });
    const ends: string[] = [];
    source.changes.on('closed', () => ends.push('closed'));
    const next = sourceOf('other', { ...STATE, name: 'Bench 2' });
    expect(registry.follow({ ...STATE, cameraId: 'cam' }, next)).toBe(camera);
    expect(ends).toEqual(['closed']);
    expect([next.wanted, camera.state.name, camera.history.reconnects]).toEqual([{ streaming: true }, 'Bench 2', 1]);
    source.mirror({ ...STATE, name: 'late' });
    expect(camera.state.name).toBe('Bench 2');
  });
});
