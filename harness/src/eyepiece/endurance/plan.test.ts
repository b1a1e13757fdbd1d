import { describe, expect, it } from 'vitest';
import { plan, type Disturbance } from './plan.ts';

const OPTIONS = { minutes: 30, stops: 20, holdMs: 60_000 };
const kinds = (seed: number): Disturbance[] => plan({ ...OPTIONS, seed }).map(({ disturbance }) => disturbance);

describe('the plan of an endurance run', () => {
  it('has every disturbance in order and within the duration', () => {
    const planned = plan({ ...OPTIONS, seed: 1 });
    const times = planned.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(30 * 60_000);
    const count = (kind: string): number => planned.filter(({ disturbance }) => disturbance.kind === kind).length;
    expect(['stop', 'disk', 'database', 'clock'].map(count)).toEqual([20, 1, 1, 2]);
    const signals = kinds(1).flatMap((one) => (one.kind === 'stop' ? [one.signal] : []));
    expect(signals.filter((signal) => signal === 'SIGKILL')).toHaveLength(5);
  });

  it('is equal for equal seeds and always steps the clock forward first', () => {
    expect(plan({ ...OPTIONS, seed: 7 })).toEqual(plan({ ...OPTIONS, seed: 7 }));
    expect(plan({ ...OPTIONS, seed: 7 })).not.toEqual(plan({ ...OPTIONS, seed: 8 }));
    for (let seed = 0; seed < 50; seed += 1) {
      const ahead = kinds(seed).flatMap((one) => (one.kind === 'clock' ? [one.aheadMs] : []));
      expect(ahead).toEqual([3_600_000, 0]);
    }
  });
});
