import type { Capture, Job, JobEstimate } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { fillingOf, fillingOfCaptures, fillingOfPlan, freeSpace } from './free-space.ts';

const estimate = (bytes: number): JobEstimate => ({ bytes, durationMs: 1, freeBytes: 1, fits: true });
const running = (over: Partial<Job>): Job =>
  ({ state: 'running', total: 60, done: 6, bytes: 60e6, job: { kind: 'timelapse', count: 60, everyMs: 60_000 }, ...over }) as Job;

it('forecasts how long the disk lasts, by the kind of data', () => {
  const plan = fillingOfPlan({ kind: 'timelapse', count: 60, everyMs: 60_000 }, estimate(45e9));
  expect(freeSpace({ freeBytes: 412e9 }, plan)).toEqual({ size: '412 GB', lasts: { amount: '9 h', of: 'of time-lapse' }, low: false });
  const clip = fillingOfPlan({ kind: 'clip', durationMs: 60_000 }, estimate(144e6));
  expect(freeSpace({ freeBytes: 412e9 }, clip)?.lasts).toEqual({ amount: '1 d', of: 'of clip' });
  expect(freeSpace({ freeBytes: 412e9 }, fillingOfPlan({ kind: 'burst', count: 10 }, estimate(79e6)))?.lasts).toEqual({
    amount: '52\u202f000',
    of: 'pictures',
  });
});

it('uses the data written by a running job, and nothing before that', () => {
  expect(fillingOf(running({}))).toEqual({ of: 'time-lapse', bytesPerMs: 60e6 / 360_000 });
  const clip = running({ job: { kind: 'clip', durationMs: 60_000 }, total: 1800, done: 900, bytes: 72e6 });
  expect(fillingOf(clip)).toEqual({ of: 'clip', bytesPerMs: 72e6 / 30_000 });
  expect(fillingOf(running({ bytes: 0 }))).toBeNull();
  expect(fillingOf(running({ state: 'done' }))).toBeNull();
});

it('uses the last capture of the same camera and format', () => {
  const captures = [
    { cameraId: 'b', format: 'jpg', sizeBytes: 1 },
    { cameraId: 'a', format: 'raw', sizeBytes: 2 },
    { cameraId: 'a', format: 'jpg', sizeBytes: 500_000_000 },
  ] as Capture[];
  const filling = fillingOfCaptures(captures, 'a', 'jpg');
  expect(freeSpace({ freeBytes: 4e9 }, filling)).toEqual({ size: '4.0 GB', lasts: { amount: '8', of: 'pictures' }, low: true });
  expect(freeSpace({ freeBytes: 4e9 }, fillingOfCaptures(captures, 'c', 'jpg'))?.lasts).toBeNull();
  expect(freeSpace({}, filling)).toBeNull();
  expect(freeSpace({ freeBytes: 99e9, diskBytes: 1000e9 }, null)?.low).toBe(true);
  expect(freeSpace({ freeBytes: 3e9, diskBytes: 16e9 }, null)?.low).toBe(false);
});
