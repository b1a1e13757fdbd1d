import type { CameraState } from '../camera/state.ts';
import { describe, expect, it } from 'vitest';
import { judgeLateness, judgeLiveness, staleAfterMs, type LivenessInput } from './liveness.ts';

function camera(over: Partial<CameraState['settings']> = {}, status: CameraState['status'] = 'live'): NonNullable<LivenessInput['camera']> {
  return { status, fps: 30, settings: { exposure: 8, gain: 0, frameRate: 30, roi: { left: 0, top: 0, width: 10, height: 10 }, ...over } };
}

const live: LivenessInput = {
  hubConnected: true,
  camera: camera(),
  watching: true,
  watchedForMs: 10_000,
  sinceFrameMs: 30,
  observedIntervalMs: 33,
};

/** The first moment after the last frame at which the picture no longer counts as live. */
function lateAt(input: LivenessInput): number {
  for (let sinceFrameMs = 0; sinceFrameMs < 60_000; sinceFrameMs += 10) {
    if (judgeLiveness({ ...input, sinceFrameMs }) === 'stalled') return sinceFrameMs;
  }
  return Infinity;
}

describe('judgeLiveness', () => {
  it('reports neither a stall nor a live picture while the camera waits for its trigger', () => {
    const waiting = camera({ trigger: 'software' });
    const old = { ...live, camera: waiting, sinceFrameMs: 60_000 };
    expect(judgeLiveness(old)).toBe('triggered');
    expect(judgeLiveness({ ...old, sinceFrameMs: null })).toBe('triggered');
    expect(judgeLiveness({ ...old, sinceFrameMs: 30 })).toBe('live');
    expect(judgeLiveness({ ...old, camera: camera({ trigger: 'free' }) })).toBe('stalled');
    expect(judgeLiveness({ ...old, camera: camera({ trigger: 'software' }, 'offline') })).toBe('camera-offline');
  });

  it('calls a fast stream late after one second', () => {
    expect(lateAt(live)).toBe(1010);
  });

  it('allows three intervals plus a long exposure', () => {
    expect(staleAfterMs(500, 500)).toBe(2000);
    expect(lateAt({ ...live, camera: camera({ exposure: 500 }), observedIntervalMs: 500 })).toBe(2010);
  });

  it('allows the same for a slow target rate before the first interval is measured', () => {
    expect(lateAt({ ...live, camera: camera({ frameRate: 1 }), observedIntervalMs: null })).toBe(3010);
  });

  it('is starting before the first picture, and stalled when it does not arrive', () => {
    const first: LivenessInput = { ...live, sinceFrameMs: null, observedIntervalMs: null };
    expect(judgeLiveness({ ...first, watchedForMs: 2900 })).toBe('starting');
    expect(judgeLiveness({ ...first, watchedForMs: 3100 })).toBe('stalled');
  });

  it('reports the cause nearest to the page', () => {
    expect(judgeLiveness({ ...live, hubConnected: false, camera: camera({}, 'offline') })).toBe('hub-lost');
    expect(judgeLiveness({ ...live, camera: null })).toBe('no-camera');
    expect(judgeLiveness({ ...live, camera: camera({}, 'offline') })).toBe('camera-offline');
    expect(judgeLiveness({ ...live, camera: camera({}, 'disconnected') })).toBe('camera-disconnected');
    expect(judgeLiveness({ ...live, watching: false })).toBe('paused');
  });
});

describe('judgeLateness', () => {
  const fresh = { camera: camera(), ageMs: 80, sinceFrameMs: 30, wasLate: false };

  it('reports the age of a late picture', () => {
    expect(judgeLateness(fresh)).toBeNull();
    expect(judgeLateness({ ...fresh, ageMs: 4000 })).toBe(4000);
    expect(judgeLateness({ ...fresh, ageMs: 900, sinceFrameMs: 500 })).toBeGreaterThan(1300);
    expect(judgeLateness({ ...fresh, ageMs: null })).toBeNull();
  });

  it('does not count the time of a slow or triggered camera', () => {
    const slow = camera({ frameRate: 0.5, exposure: 1500 });
    expect(judgeLateness({ ...fresh, camera: slow, sinceFrameMs: 2000 })).toBeNull();
    expect(judgeLateness({ ...fresh, camera: camera({ trigger: 'software' }), sinceFrameMs: 60_000 })).toBeNull();
  });

  it('has hysteresis at the limit', () => {
    expect(judgeLateness({ ...fresh, ageMs: 999 })).toBeNull();
    expect(judgeLateness({ ...fresh, ageMs: 900, wasLate: true })).toBe(900);
    expect(judgeLateness({ ...fresh, ageMs: 799, wasLate: true })).toBeNull();
  });
});
