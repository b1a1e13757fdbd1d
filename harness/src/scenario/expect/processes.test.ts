import { expect, it } from 'vitest';
import { ProcessWatch } from '../measure/process-watch.ts';
import { MemoryTrendCheck } from './processes.ts';
import { Window } from './window.ts';

const MB = 1e6;
const MINUTE_MS = 60_000;

/** A process with one sample each minute. */
function watched(megabytes: readonly number[]): ProcessWatch {
  const watch = new ProcessWatch({ name: 'server', command: null, pid: undefined });
  for (const [minute, memory] of megabytes.entries()) {
    watch.samples.push({ atMs: minute * MINUTE_MS, pid: 1, memoryBytes: memory * MB, cpuPercent: null });
  }
  return watch;
}

const verdictOf = (megabytes: readonly number[], limitMb: number, fromMinute = 0) =>
  new MemoryTrendCheck(watched(megabytes), Window.between(fromMinute * MINUTE_MS), limitMb * MB).verdict();

it('finds steady growth', () => {
  const growing = [100, 101, 102, 103, 104];
  expect(verdictOf(growing, 59)).toMatchObject({ passed: false, seen: '60.0 MB more in an hour, ± 0 B' });
  expect(verdictOf(growing, 61).passed).toBe(true);
});

it('does not take noise for growth', () => {
  const noisy = [100, 120, 100, 120, 100, 120, 101];
  expect(verdictOf(noisy, 1)).toMatchObject({ passed: true, value: 0 });
});

it('looks at its window only', () => {
  expect(verdictOf([10, 80, 100, 100, 100, 100], 1, 2)).toMatchObject({ passed: true, seen: '0 B more in an hour, ± 0 B' });
});

it('needs three samples', () => {
  expect(verdictOf([100, 100], 1)).toMatchObject({ passed: false, seen: 'unknown: the process was not measured in this time' });
});
