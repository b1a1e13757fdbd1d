import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FenceGate, type WelcomeFence } from './fence.ts';

interface Step {
  link: number;
  /** Without a fence: from a single hub. */
  welcome?: Partial<WelcomeFence>;
  order?: { fence?: number };
  accepted: boolean;
}

const vectors = JSON.parse(readFileSync(new URL('../../../vectors/fences.json', import.meta.url), 'utf8')) as {
  name: string;
  steps: Step[];
}[];

it.each(vectors)('decides as the vectors say: $name', ({ steps }) => {
  const gate = new FenceGate();
  const welcomes = new Map<number, WelcomeFence>();
  for (const { link, welcome, order, accepted } of steps) {
    if (order) expect(gate.permits(welcomes.get(link), order.fence)).toBe(accepted);
    const { fence, hubId } = welcome ?? {};
    if (fence === undefined || hubId === undefined) continue;
    expect(gate.accept({ fence, hubId })).toBe(accepted);
    if (accepted) welcomes.set(link, { fence, hubId });
  }
});

it('tells the highest fence for hello', () => {
  const gate = new FenceGate();
  expect(gate.highest).toBeUndefined();
  gate.accept({ fence: 4, hubId: '3f2a7c1e-58d4-4b6f-9a0e-1c2d3e4f5a6b' });
  expect(gate.highest).toBe(4);
});
