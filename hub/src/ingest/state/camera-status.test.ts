import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watchdog } from './camera-status.ts';
import { CameraRegistry } from '../registry.ts';
import { RemoteSource, type RemoteSourceParts } from '../remote-source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Watchdog', () => {
  it('checks while frames are expected', () => {
    const check = vi.fn();
    const watchdog = new Watchdog(check);
    vi.advanceTimersByTime(10_000);
    expect(check).not.toHaveBeenCalled();
    watchdog.run(true);
    watchdog.run(true);
    vi.advanceTimersByTime(1000);
    expect(check).toHaveBeenCalledTimes(4);
    watchdog.run(false);
    watchdog.run(false);
    vi.advanceTimersByTime(10_000);
    expect([check.mock.calls.length, vi.getTimerCount()]).toEqual([4, 0]);
  });
});

describe('a camera without a link to this hub', () => {
  const settings = { exposure: 10, gain: 0, roi: { left: 0, top: 0, width: 64, height: 48 } };
  const capabilities = { sensor: { width: 64, height: 48 }, features: {} };
  const state = { id: 'cam', driver: 'fake', model: 'F-1', serial: '42', status: 'live', settings, capabilities };
  const source = new RemoteSource({
    ...{ cameraId: 'cam', homeHubId: 'home', request: () => Promise.resolve({}) },
    state: state as unknown as RemoteSourceParts['state'],
  });

  it('has no timer, also while it has viewers', () => {
    const registry = new CameraRegistry();
    const camera = registry.follow({ ...source.mirrored, cameraId: 'cam' }, source);
    camera.setDemand({ streaming: true });
    expect(camera.status).toBe('live');
    expect(vi.getTimerCount()).toBe(0);
    source.close(1000, 'gone');
    expect([camera.status, vi.getTimerCount()]).toEqual(['offline', 0]);
    registry.close();
  });
});
