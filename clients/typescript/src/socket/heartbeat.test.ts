import { expect, it } from 'vitest';
import { DEAD_AFTER_MS, Heartbeat, SILENT_AFTER_MS } from './heartbeat.ts';

function lookEvery(heartbeat: Heartbeat, fromMs: number, toMs: number, stepMs = 150): { atMs: number; pulse: string }[] {
  const seen = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs) seen.push({ atMs, pulse: heartbeat.check(atMs) });
  return seen;
}

it('reports a silent hub within two seconds, and a dead one later', () => {
  const heartbeat = new Heartbeat(0);
  heartbeat.answered(1000);
  const seen = lookEvery(heartbeat, 0, 12_000);
  const silent = seen.find(({ pulse }) => pulse === 'silent');
  const dead = seen.find(({ pulse }) => pulse === 'dead');
  expect(silent?.atMs).toBeGreaterThan(1000 + SILENT_AFTER_MS);
  expect(silent?.atMs).toBeLessThanOrEqual(3000);
  expect(dead?.atMs).toBeGreaterThan(1000 + DEAD_AFTER_MS);
});

it('recovers after an answer', () => {
  const heartbeat = new Heartbeat(0);
  expect(lookEvery(heartbeat, 0, 2400).at(-1)?.pulse).toBe('silent');
  heartbeat.answered(2500);
  expect(heartbeat.check(2550)).toBe('alive');
});

it('does not count time during which the page slept', () => {
  const heartbeat = new Heartbeat(0);
  heartbeat.check(100);
  expect(heartbeat.check(3000)).toBe('alive');
});
