import { expect, it, onTestFinished } from 'vitest';
import { RestartableService } from './restartable-service.ts';
import type { ServiceCommand } from './service-process.ts';

const LISTENING = 'console.log(JSON.stringify({ msg: "listening", url: "http://127.0.0.1:1" })); setInterval(() => undefined, 1000)';
const FAILING = 'process.exit(3)';

/** Each start runs the next program. */
function service(...programs: string[]): RestartableService {
  const command = (): ServiceCommand => ({ command: process.execPath, args: ['-e', programs.shift() ?? FAILING], env: {} });
  const made = new RestartableService('the service', command);
  onTestFinished(() => made.close());
  return made;
}

it('starts again after it was killed and stopped', async () => {
  const subject = service(LISTENING, LISTENING, LISTENING);
  expect(() => subject.url).toThrow('the service does not run');
  await subject.start();
  const pids = [subject.pid];
  await subject.kill();
  expect([subject.isRunning, subject.pid]).toEqual([false, undefined]);
  await subject.start();
  pids.push(subject.pid);
  await subject.restart();
  pids.push(subject.pid);
  expect(new Set(pids).size).toBe(3);
  expect(subject.url).toBe('http://127.0.0.1:1');
});

it('tries again while it ends at once', async () => {
  const subject = service(FAILING, FAILING, LISTENING);
  await subject.startWithin(60_000);
  expect(subject.isRunning).toBe(true);
});

it('reports why it does not start when the time is over', async () => {
  await expect(service().startWithin(0)).rejects.toThrow('the service ended with 3');
});

it('ends a start in progress when it is closed, and starts no more', async () => {
  const subject = service(LISTENING, LISTENING);
  const started = subject.start();
  await subject.close();
  await started;
  expect(subject.isRunning).toBe(false);
  await expect(subject.startWithin(60_000)).rejects.toThrow('the service is not started any more');
  await subject.restart();
  expect(subject.isRunning).toBe(false);
});
