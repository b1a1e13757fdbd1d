/** Both languages see a step of the clock, and only in the wall clock. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, expect, it } from 'vitest';
import { venvPython } from '@eyepiece/host/python/environment';
import { CHECKOUT } from '../../../system/programs.ts';
import { SteppedClock } from './stepped-clock.ts';

const HOUR_MS = 3_600_000;
const clock = new SteppedClock();
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

afterAll(() => clock.remove());

const NODE = `require('node:readline').createInterface({ input: process.stdin }).on('line', () =>
  console.log(JSON.stringify([Date.now(), new Date().getTime(), Date.parse(Date()), new Date(0).getTime(), performance.now(),
    new Date() instanceof Date && new Date().constructor === Date])))`;
const PYTHON = `import sys, time, json
from time import time_ns
for _ in sys.stdin: print(json.dumps([time_ns() / 1e6, time.time() * 1000, time.time() * 1000, 0, time.monotonic() * 1000, True]), flush=True)`;

it.each([
  ['Node', process.execPath, ['-e', NODE], clock.nodeEnv],
  ['Python', venvPython(CHECKOUT), ['-c', PYTHON], clock.pythonEnv(CHECKOUT)],
] as const)('a program of %s sees the step, in its wall clock only', async (_language, command, args, env) => {
  clock.step(HOUR_MS);
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  ended.push(() => child.kill());
  const lines = createInterface({ input: child.stdout });
  const look = async (): Promise<[number, number, number, number, number, boolean]> => {
    child.stdin.write('\n');
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line) as [number, number, number, number, number, boolean];
  };
  const expectAhead = async (aheadMs: number): Promise<number> => {
    let monotonic = 0;
    await expect
      .poll(async () => {
        const [now, fresh, text, epoch, monotonicMs, isDate] = await look();
        monotonic = monotonicMs;
        expect([epoch, isDate]).toEqual([0, true]);
        return [now, fresh, text].map((ms) => Math.abs(Math.round((ms - Date.now()) / (HOUR_MS / 10)) * (HOUR_MS / 10)));
      })
      .toEqual([aheadMs, aheadMs, aheadMs]);
    return monotonic;
  };
  const before = await expectAhead(HOUR_MS);
  clock.step(0);
  const after = await expectAhead(0);
  expect(after - before).toBeGreaterThan(0);
  expect(after - before).toBeLessThan(HOUR_MS / 10);
});
