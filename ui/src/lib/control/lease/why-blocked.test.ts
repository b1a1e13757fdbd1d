import type { CameraState, Job } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { whyBlocked, type Standing } from './why-blocked.ts';

const idle: Pick<CameraState, 'status' | 'jobs'> = { status: 'idle', jobs: [] };
const running = { state: 'running', done: 3, total: 9, job: { kind: 'burst', count: 9 } } as Job;
const of = (role: Standing['role'], over: Partial<Standing> = {}): Standing => ({ role, connected: true, held: null, ...over });
const ana = { held: 'Ana controls this camera.' };

it('lets an operator at a camera that is there', () => {
  expect(whyBlocked(idle, of('operator'))).toBeNull();
  expect(whyBlocked({ ...idle, status: 'stalled' }, of('admin'))).toBeNull();
});

it('says the first thing that is in the way', () => {
  expect(whyBlocked({ status: 'offline', jobs: [running] }, of('viewer', { connected: false }))).toMatch(/^Your role \(viewer\)/);
  expect(whyBlocked({ ...idle, status: 'offline' }, of('operator', { connected: false }))).toContain('hub is not reachable');
  expect(whyBlocked({ status: 'offline', jobs: [running] }, of('operator', ana))).toContain('camera service is down');
  expect(whyBlocked({ status: 'disconnected', jobs: [running] }, of('operator'))).toContain('camera is disconnected');
  expect(whyBlocked({ status: 'live', jobs: [running] }, of('operator', ana))).toBe('Ana controls this camera.');
  expect(whyBlocked({ status: 'live', jobs: [running] }, of('operator'))).toBe('Settings are locked by burst 3/9.');
});
