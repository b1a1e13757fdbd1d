import type { Job } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { jobLock } from './job-lock.ts';

function job(state: Job['state'], spec: Job['job']): Job {
  return { id: 'a', cameraId: 'b', job: spec, state, total: 60, done: 12, missed: 0, bytes: 0, startedAtUs: 0 };
}

it('names the job that runs and how far it is', () => {
  const timelapse = { kind: 'timelapse', count: 60, everyMs: 1000 } as const;
  expect(jobLock({ jobs: [job('done', { kind: 'burst', count: 60 }), job('running', timelapse)] })).toBe('locked by time-lapse 12/60');
  expect(jobLock({ jobs: [job('running', { kind: 'clip', durationMs: 1000 })] })).toBe('locked by recording 12/60');
});

it('is open without one, and while one is paused: the camera takes settings then', () => {
  expect(jobLock({ jobs: [job('paused', { kind: 'burst', count: 60 })] })).toBeNull();
  expect(jobLock({ jobs: [] })).toBeNull();
  expect(jobLock({ jobs: [job('cancelled', { kind: 'burst', count: 60 })] })).toBeNull();
});
