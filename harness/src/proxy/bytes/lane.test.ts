import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SeededRandom } from '../../figures/random.ts';
import { UNSHAPED } from './byte-shape.ts';
import { Lane } from './lane.ts';
import { SharedRate } from './shared-rate.ts';

const MBIT = 1_000_000;
/** Timers fire up to this late, ms. */
const LATE_MS = 17;
const BYTES = 50_000;

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function laneOf(sharedRates: readonly SharedRate[]): Lane {
  const to = new Duplex({ write: (_bytes, _encoding, done) => done() });
  const lane = new Lane({ to, passed: { bytes: 0 }, random: new SeededRandom(1), onStop: () => undefined });
  const bitsPerSecond = sharedRates.length > 0 ? Infinity : MBIT;
  const rule = { counts: { applied: 0, bytes: 0 } } as (typeof UNSHAPED.shaping)[number];
  lane.apply({ ...UNSHAPED, bitsPerSecond, sharedRates, shaping: [rule] });
  return lane;
}

/** @returns the time that the writes took, one after another as a stream makes them */
async function passed(lane: Lane, writes: readonly number[]): Promise<number> {
  let left = writes.length;
  const write = (index: number): void => {
    const bytes = writes[index];
    if (bytes === undefined) return;
    lane.write(Buffer.alloc(bytes), () => {
      left -= 1;
      write(index + 1);
    });
  };
  const sinceMs = nowMs;
  write(0);
  while (left > 0) {
    nowMs += LATE_MS;
    await vi.advanceTimersByTimeAsync(LATE_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return nowMs - sinceMs;
}

it.each([
  ['of its own', () => []],
  ['that it shares', () => [new SharedRate(MBIT)]],
])('keeps a rate %s although timers fire late', async (_name, rates) => {
  const tookMs = await passed(laneOf(rates()), [BYTES / 2, 10, BYTES / 2 - 10]);
  expect(tookMs).toBeGreaterThanOrEqual(400);
  expect(tookMs).toBeLessThanOrEqual(400 + LATE_MS);
});

it('does not make up for the time in which nothing was sent', async () => {
  const lane = laneOf([]);
  await passed(lane, [1000]);
  nowMs += 1000;
  await new Promise((resolve) => setImmediate(resolve));
  expect(await passed(lane, [BYTES])).toBeGreaterThanOrEqual(400);
});
