import type { Job, JobSpec } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { jobName, needText, planText, progressOf, progressText, resultText, waitingText } from './job-text.ts';

const lapse: JobSpec = { kind: 'timelapse', count: 60, everyMs: 60_000 };
const film: JobSpec = { kind: 'clip', durationMs: 60_000 };
const job = (spec: JobSpec, over: Partial<Job> = {}): Job => ({
  id: '0b8f1f3e-1111-4111-8111-111111111111',
  cameraId: 'bench-3',
  job: spec,
  state: 'running',
  total: spec.kind === 'clip' ? 1800 : spec.count,
  done: 12,
  missed: 0,
  bytes: 1,
  startedAtUs: 0,
  ...over,
});

it('describes a job and its required space', () => {
  expect(planText(lapse)).toBe('60 pictures, 1 h');
  expect(planText({ kind: 'burst', count: 10 })).toBe('10 pictures');
  expect(planText(film)).toBe('up to 1 min');
  expect(needText({ bytes: 240e6, durationMs: 1, freeBytes: 412e9, fits: true })).toBe('≈ 240 MB of 412 GB free');
});

it('shows progress in pictures, but in time for a clip', () => {
  expect([progressText(job(lapse)), progressOf(job(lapse), 5000)]).toEqual(['12 of 60', 0.2]);
  expect([progressText(job(film)), progressOf(job(film), 15_000), progressOf(job(film), 90_000)]).toEqual(['', 0.25, 1]);
});

it('shows what a job waits for', () => {
  const untilMs = new Date(2026, 10, 22, 14, 32).getTime();
  const waiting = { what: 'trigger', number: 4, untilUs: untilMs * 1000 } as const;
  expect(waitingText(job({ kind: 'burst', count: 10 }), untilMs)).toBeNull();
  expect(waitingText(job({ kind: 'burst', count: 10 }, { waiting }), untilMs)).toBe('Waiting for a trigger pulse, 4 of 10, until 14:32');
  expect(waitingText(job(film, { waiting }), untilMs)).toBe('Waiting for a trigger pulse, until 14:32');
});

it('distinguishes jobs by their start time', () => {
  expect(jobName(job(lapse), new Date(2026, 10, 22, 14, 5).getTime())).toBe('Time-lapse 22 Nov 14:05');
});

it('shows how a job ended', () => {
  expect(resultText(job(lapse, { state: 'done', done: 60 }))).toBe('Time-lapse finished: 60 pictures');
  expect(resultText(job(lapse, { state: 'done', done: 58, missed: 2 }))).toBe('Time-lapse finished: 58 of 60 pictures');
  expect(resultText(job(lapse, { state: 'cancelled' }))).toBe('Time-lapse cancelled: 12 of 60 pictures');
  expect(resultText(job(film, { state: 'cancelled' }))).toBe('Clip recorded');
  expect(resultText(job(film, { state: 'cancelled', done: 0 }))).toBe('Clip cancelled');
  expect(resultText(job(film, { state: 'failed' }))).toBe('Clip failed; what was recorded is kept');
});
