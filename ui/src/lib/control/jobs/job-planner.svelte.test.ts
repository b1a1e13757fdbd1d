import type { JobEstimate, JobSpec } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubError, asHubError } from '@eyepiece/client/hub-error';
import { JobPlanner, type JobPlannerDeps } from './job-planner.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const need: JobEstimate = { bytes: 240e6, durationMs: 1, freeBytes: 412e9, fits: true };

function rig() {
  const started: JobSpec[] = [];
  const weighed: JobSpec[] = [];
  const world = { blocked: null as string | null, refusal: null as HubError | null };
  const camera = { id: 'a' };
  const estimateJob = (_id: string, spec: JobSpec): Promise<JobEstimate> => {
    weighed.push(spec);
    return world.refusal ? Promise.reject(world.refusal) : Promise.resolve(need);
  };
  const start = (_camera: unknown, spec: JobSpec): Promise<void> => {
    if (world.refusal) return Promise.reject(world.refusal);
    started.push(spec);
    return Promise.resolve();
  };
  const planner = new JobPlanner({
    hub: { estimateJob },
    cameras: { selected: camera },
    session: { handleError: asHubError },
    snapper: { described: { label: 'gland' }, usedFormat: 'png', fullFrame: false, nameTemplate: '{seq}.{ext}', templateError: null },
    jobs: {
      get blocked() {
        return world.blocked;
      },
      start,
    },
  } as unknown as JobPlannerDeps);
  return { planner, started, weighed, world };
}

it("starts the planned job with the captures' metadata", async () => {
  const { planner, started } = rig();
  planner.drafts.burst.count = '5';
  expect(await planner.start('burst')).toBeNull();
  expect(await planner.start('clip')).toBeNull();
  expect(started).toEqual([
    { kind: 'burst', label: 'gland', format: 'png', count: 5, nameTemplate: '{seq}.{ext}' },
    { kind: 'clip', label: 'gland', durationMs: 300_000, nameTemplate: '{seq}.{ext}' },
  ]);
  expect(planner.kind).toBe('clip');
});

it('does not start a forbidden or invalid job, and reports why', async () => {
  const { planner, started, world } = rig();
  planner.drafts.burst.count = '5000';
  expect(await planner.start('burst')).toBe('Pictures: a whole number from 2 to 1000.');
  planner.drafts.burst.count = '5';
  world.blocked = 'no';
  expect(await planner.start('burst')).toBe('no');
  world.blocked = null;
  world.refusal = new HubError('camera_busy', 'a time-lapse runs: 12 of 60');
  expect(await planner.start('burst')).toBe('A time-lapse runs: 12 of 60.');
  expect(started).toEqual([]);
});

it('requests an estimate when typing stops, for the last plan only', async () => {
  const { planner, weighed } = rig();
  const first = planner.requestEstimate('burst');
  first();
  planner.drafts.burst.count = '20';
  planner.requestEstimate('burst');
  expect(planner.estimating).toBe(true);
  await vi.advanceTimersByTimeAsync(400);
  expect(weighed).toEqual([{ kind: 'burst', label: 'gland', format: 'png', count: 20 }]);
  expect([planner.estimate?.need, planner.estimating]).toEqual([need, false]);
});

it('shows no estimate for an invalid plan or after a refusal', async () => {
  const { planner, weighed, world } = rig();
  planner.drafts.burst.count = '1';
  planner.requestEstimate('burst');
  await vi.advanceTimersByTimeAsync(400);
  expect([weighed, planner.estimate]).toEqual([[], null]);
  planner.drafts.burst.count = '2';
  world.refusal = new HubError('camera_offline', 'gone');
  planner.requestEstimate('burst');
  await vi.advanceTimersByTimeAsync(400);
  expect([planner.estimate, planner.error, planner.estimating]).toEqual([null, 'The camera service is not running.', false]);
});
