import { expect, it } from 'vitest';
import { ConnectError } from '../websocket/websocket-client.ts';
import { untilAdmitted } from './admission.ts';

const refusal = (code: string): ConnectError => new ConnectError(`refused (${code})`, { code });

/** A clock that only waiting moves. */
function patience(withinMs: number): { withinMs: number; now: () => number; wait: (ms: number) => Promise<void> } {
  let nowMs = 0;
  return { withinMs, now: () => nowMs, wait: (ms) => Promise.resolve(void (nowMs += ms)) };
}

it('repeats while the hub limits the rate', async () => {
  let attempts = 0;
  const attempt = (): Promise<string> => {
    attempts += 1;
    return attempts < 4 ? Promise.reject(refusal('rate_limited')) : Promise.resolve('admitted');
  };
  expect(await untilAdmitted(attempt, patience(60_000))).toBe('admitted');
  expect(attempts).toBe(4);
});

it.each([refusal('forbidden'), refusal('unauthorized'), new ConnectError('ECONNREFUSED'), new TypeError('a mistake')])(
  'passes on %s at once',
  async (reason) => {
    let attempts = 0;
    const attempt = (): Promise<never> => {
      attempts += 1;
      return Promise.reject(reason);
    };
    await expect(untilAdmitted(attempt, patience(60_000))).rejects.toBe(reason);
    expect(attempts).toBe(1);
  },
);

it('waits longer after each refusal, because refusals count too', async () => {
  const waits: number[] = [];
  const clock = patience(120_000);
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return clock.wait(ms);
  };
  await expect(untilAdmitted(() => Promise.reject(refusal('rate_limited')), { ...clock, wait })).rejects.toThrow();
  expect(waits.slice(0, 3)).toSatisfy(([first = 0, second = 0, third = 0]: number[]) => first <= 750 && second >= 500 && third >= 1000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(12_000);
  expect(waits.length).toBeLessThan(40);
});

it('ends with the refusal when the time is over', async () => {
  const clock = patience(5000);
  await expect(untilAdmitted(() => Promise.reject(refusal('rate_limited')), clock)).rejects.toThrow('refused (rate_limited)');
  expect(clock.now()).toBeGreaterThanOrEqual(5000);
  expect(clock.now()).toBeLessThan(20_000);
});
