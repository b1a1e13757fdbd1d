import type { CameraState, Job } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { jobLock, whyBlocked, type UserState } from './why-blocked.ts';

const idle: Pick<CameraState, 'status' | 'jobs'> = { status: 'idle', jobs: [] };
const running = { state: 'running', done: 3, total: 9, job: { kind: 'burst', count: 9 } } as Job;
const of = (role: UserState['role'], over: Partial<UserState> = {}): UserState => ({ role, connected: true, held: null, ...over });
const ana = { held: 'Ana controls this camera.' };

it('allows an operator to control an online camera', () => {
  expect(whyBlocked(idle, of('operator'))).toBeNull();
  expect(whyBlocked({ ...idle, status: 'stalled' }, of('admin'))).toBeNull();
});

it('reports the first obstacle', () => {
  expect(whyBlocked({ status: 'offline', jobs: [running] }, of('viewer', { connected: false }))).toMatch(/^Your role \(viewer\)/);
  expect(whyBlocked({ ...idle, status: 'offline' }, of('operator', { connected: false }))).toContain('hub is not reachable');
  expect(whyBlocked({ status: 'offline', jobs: [running] }, of('operator', ana))).toContain('camera service is down');
  expect(whyBlocked({ status: 'disconnected', jobs: [running] }, of('operator'))).toContain('camera is disconnected');
  expect(whyBlocked({ status: 'live', jobs: [running] }, of('operator', ana))).toBe('Ana controls this camera.');
  expect(whyBlocked({ status: 'live', jobs: [running] }, of('operator'))).toBe('Settings are locked by burst 3/9.');
});

function job(state: Job['state'], spec: Job['job']): Job {
  return { id: 'a', cameraId: 'b', job: spec, state, total: 60, done: 12, missed: 0, bytes: 0, startedAtUs: 0 };
}

it('names the running job and its progress', () => {
  const timelapse = { kind: 'timelapse', count: 60, everyMs: 1000 } as const;
  expect(jobLock({ jobs: [job('done', { kind: 'burst', count: 60 }), job('running', timelapse)] })).toBe('locked by time-lapse 12/60');
  expect(jobLock({ jobs: [job('running', { kind: 'clip', durationMs: 1000 })] })).toBe('locked by recording 12/60');
});

it('is not locked without a job, or while it is paused', () => {
  expect(jobLock({ jobs: [job('paused', { kind: 'burst', count: 60 })] })).toBeNull();
  expect(jobLock({ jobs: [] })).toBeNull();
  expect(jobLock({ jobs: [job('cancelled', { kind: 'burst', count: 60 })] })).toBeNull();
});
