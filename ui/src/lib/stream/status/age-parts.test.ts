import { expect, it } from 'vitest';
import { ageParts } from './age-parts.ts';

const latency = { cameraMs: 10, linkMs: 1, hubMs: 2 };
const table = (parts: ReturnType<typeof ageParts>) => Object.fromEntries(parts.map(({ name, ms }) => [name, ms]));

it('assigns the rest of the age to the network', () => {
  const parts = ageParts(40, latency, 7);
  expect(table(parts)).toEqual({ camera: 10, link: 1, hub: 2, network: 20, drawing: 7 });
  expect(parts.map(({ share }) => share)).toEqual([0.25, 0.025, 0.05, 0.5, 0.175]);
});

it('reduces the other averages when they exceed the age', () => {
  const parts = ageParts(15, latency, 7);
  expect(table(parts)).toEqual({ camera: 7.4, link: 0.8, hub: 1.5, network: 0, drawing: 5.3 });
  expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

it('adds up to the age as it is shown, for any figures', () => {
  for (let seed = 1; seed < 400; seed += 1) {
    const part = (of: number): number => ((seed * of) % 997) / 61;
    const ageMs = part(7919);
    const parts = ageParts(ageMs, { cameraMs: part(31), linkMs: part(17), hubMs: part(53) }, part(101));
    const sum = parts.reduce((ms, { ms: more }) => ms + Number((more ?? 0).toFixed(1)), 0);
    expect(sum.toFixed(1)).toBe(ageMs.toFixed(1));
    expect(parts.every(({ ms }) => ms !== null && ms >= 0)).toBe(true);
  }
});

it('does not guess unknown parts', () => {
  expect(table(ageParts(40, undefined, 7))).toEqual({ camera: null, link: null, hub: null, network: null, drawing: 7 });
  expect(table(ageParts(null, latency, 7))).toMatchObject({ camera: 10, network: null });
  expect(table(ageParts(40, latency, null))).toMatchObject({ hub: 2, network: null, drawing: null });
  expect(ageParts(null, undefined, null).every(({ share }) => share === 0)).toBe(true);
});
