import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { watchHandles } from './open-handles.ts';

const TIMER = /^Timeout opened at .*open-handles\.test\.ts/;
const LONG_MS = 600_000;

it.each<[string, RegExp, () => () => void]>([
  [
    'a timer',
    TIMER,
    () => {
      const timer = setTimeout(() => undefined, LONG_MS);
      return () => clearTimeout(timer);
    },
  ],
  [
    'an interval without a reference',
    TIMER,
    () => {
      const timer = setInterval(() => undefined, LONG_MS).unref();
      return () => clearInterval(timer);
    },
  ],
  [
    'a server',
    /^TCPSERVERWRAP/,
    () => {
      const server = createServer().listen(0, '127.0.0.1');
      return () => void server.close();
    },
  ],
  [
    'a child process',
    /^PROCESSWRAP/,
    () => {
      const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
      return () => void child.kill('SIGKILL');
    },
  ],
])('lists %s until it is closed', async (_what, line, open) => {
  const watch = watchHandles();
  const isListed = (): boolean => watch.list().some((handle) => line.test(handle));
  const close = open();
  await expect.poll(isListed).toBe(true);
  close();
  await expect.poll(isListed).toBe(false);
  watch.stop();
});

it('does not list a timer that has fired, nor a single timer without a reference', async () => {
  const watch = watchHandles();
  const waiting = setTimeout(() => undefined, LONG_MS).unref();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await expect.poll(() => watch.list().filter((handle) => TIMER.test(handle))).toEqual([]);
  clearTimeout(waiting);
  watch.stop();
});

it('does not list what is opened after it has stopped', () => {
  const watch = watchHandles();
  watch.stop();
  const timer = setTimeout(() => undefined, LONG_MS);
  expect(watch.list().filter((handle) => TIMER.test(handle))).toEqual([]);
  clearTimeout(timer);
});
