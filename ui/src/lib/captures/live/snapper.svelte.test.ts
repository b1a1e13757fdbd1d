import type { Capture, CaptureEvent } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import { Snapper, type SnapperDeps } from './snapper.svelte.ts';

const camera = (id: string, exposure: number) => ({ id, settings: { exposure }, capabilities: { captureFormats: ['jpg', 'tif'] } });

function rig() {
  const [long, short] = [camera('long', 60_000), camera('short', 8)];
  const world = { selected: long };
  const pending = new Map<string, ReturnType<typeof Promise.withResolvers<Capture>>>();
  const snapper = new Snapper({
    hub: {
      capture: ({ cameraId }: CaptureEvent) => {
        const answer = Promise.withResolvers<Capture>();
        pending.set(cameraId, answer);
        return answer.promise;
      },
    },
    cameras: {
      get selected() {
        return world.selected;
      },
    },
    session: { user: { id: 'ana', role: 'operator', guest: false }, handleError: asHubError },
    stream: { verdict: 'live' },
    jobs: { current: null },
  } as unknown as SnapperDeps);
  return { snapper, world, pending, long, short };
}

it('takes captures of two cameras at the same time, each with its own countdown', async () => {
  const { snapper, world, pending, long, short } = rig();
  const first = snapper.snap();
  expect([snapper.busy, snapper.blocked]).toEqual([true, 'A capture is in progress.']);
  expect(snapper.readyAtMs).toBeGreaterThan(performance.now() + 30_000);
  expect(await snapper.snap()).toBeNull();

  world.selected = short;
  expect([snapper.busy, snapper.readyAtMs, snapper.blocked]).toEqual([false, null, null]);
  const second = snapper.snap();
  pending.get('short')?.resolve({ id: 'quick' } as Capture);
  expect(await second).toMatchObject({ id: 'quick' });

  world.selected = long;
  expect(snapper.busy).toBe(true);
  pending.get('long')?.reject(new HubError('capture_cancelled', 'cancelled'));
  await expect(first).rejects.toMatchObject({ code: 'capture_cancelled' });
  expect([snapper.busy, snapper.readyAtMs]).toEqual([false, null]);
});
