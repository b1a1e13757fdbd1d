import { expect, it } from 'vitest';
import { Opened } from './opened.ts';

const LONG_MS = 600_000;

it('closes in reverse order, and closes the rest when one cannot be closed', async () => {
  const opened = new Opened();
  const order: string[] = [];
  opened.push(() => order.push('first'));
  opened.push(() => Promise.reject(new Error('stuck')));
  opened.push(() => order.push('last'));
  await expect(opened.close()).rejects.toThrow('could not be closed: Error: stuck');
  expect(order).toEqual(['last', 'first']);
});

it('fails when something is left open, and names the place', async () => {
  const opened = new Opened({ leaksWithinMs: 50 });
  const timer = setTimeout(() => undefined, LONG_MS);
  try {
    await expect(opened.close()).rejects.toThrow(/This test leaves 1 handles open:\n {2}Timeout opened at .*opened\.test\.ts/);
  } finally {
    clearTimeout(timer);
  }
});

it('closes what is opened while it closes', async () => {
  const opened = new Opened();
  const order: string[] = [];
  opened.push(() => order.push('first'));
  opened.push(() => {
    order.push('last');
    opened.push(() => order.push('late'));
  });
  await opened.close();
  expect(order).toEqual(['last', 'late', 'first']);
});

it('closes what is opened after the end of the test at once, and throws', async () => {
  const opened = new Opened();
  await opened.close();
  let isClosed = false;
  const push = (): void => opened.push(() => (isClosed = true));
  expect(push).toThrow('the test has ended');
  expect(isClosed).toBe(true);
});
