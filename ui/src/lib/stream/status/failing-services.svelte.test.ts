import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FailingServices } from './failing-services.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const part = (name: string) => ({ name, failures: 2, since: '2026-11-30T04:00:00.000Z' });

it('asks again and again until it is stopped, and keeps what it knows while the hub does not answer', async () => {
  const answers = [[part('left'), part('hub'), part('hub-2'), part('database')], new Error('hub lost'), []];
  const load = vi.fn(() => {
    const answer = answers.shift() ?? [];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const services = new FailingServices(load);
  const stop = services.watch();
  await vi.advanceTimersByTimeAsync(0);
  expect(services.of()).toMatchObject([{ name: 'left' }]);
  expect(services.of('right')).toEqual([]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(services.of('left')).toMatchObject([{ failures: 2 }]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(services.of()).toEqual([]);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(load).toHaveBeenCalledTimes(3);
});
