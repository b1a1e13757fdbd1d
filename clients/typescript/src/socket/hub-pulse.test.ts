import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubPulse } from './hub-pulse.ts';

type Answer = (answer: { hubTimeUs: number }) => void;
const AHEAD_US = 5_000_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function rig() {
  const questions: Answer[] = [];
  const offsets: number[] = [];
  const socket = { volatile: { emit: (_event: string, _request: object, answer: Answer) => void questions.push(answer) } };
  const pulse = new HubPulse(socket as unknown as ConstructorParameters<typeof HubPulse>[0], {
    clock: (offsetMs) => void offsets.push(offsetMs),
    answering: () => undefined,
    dead: () => undefined,
  });
  return { pulse, questions, offsets };
}

it('the first answer may be late: the clock of the hub is known before the next heartbeat', () => {
  const { pulse, questions, offsets } = rig();
  pulse.start();
  const early = { hubTimeUs: Date.now() * 1000 + AHEAD_US };
  // The answer waits behind other messages.
  vi.advanceTimersByTime(80);
  questions.shift()!(early);
  expect(offsets).toEqual([4960]);
  while (questions.length > 0) questions.shift()!({ hubTimeUs: Date.now() * 1000 + AHEAD_US });
  expect(offsets).toEqual([4960, 5000, 5000, 5000]);
  pulse.stop();
});

it('asks no more after it was stopped, and begins anew with another connection', () => {
  const { pulse, questions, offsets } = rig();
  pulse.start();
  pulse.stop();
  questions.shift()!({ hubTimeUs: Date.now() * 1000 });
  expect(questions).toEqual([]);
  pulse.start();
  expect(questions).toHaveLength(1);
  questions.shift()!({ hubTimeUs: Date.now() * 1000 + AHEAD_US });
  expect([questions.length, offsets.at(-1)]).toEqual([1, 5000]);
  pulse.stop();
});
