/** The engines of the display pipeline in a real browser, against the vectors of the filter steps and each other. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FilterStep } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, it } from 'vitest';
import type { DisplaySettings } from '../../src/lib/stream/display/display-settings.ts';
import { useBrowser } from '../support/browser.ts';
import type { Probe, ProbeOrder, ProbePicture } from './probe.ts';

interface Vectors {
  pictures: Record<string, ProbePicture & { bits: number }>;
  valid: { name: string; picture: string; steps: FilterStep[]; expected: number[] }[];
}

const browsers = useBrowser();
const file = new URL('../../../shared-types/vectors/filter-steps.json', import.meta.url);
const { pictures, valid } = JSON.parse(readFileSync(file, 'utf8')) as Vectors;
const PLAIN: DisplaySettings = { peaking: null, lut: null, steps: [] };
let script = '';

beforeAll(async () => {
  const entry = fileURLToPath(new URL('probe.ts', import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2022', lib: { entry, formats: ['es'] } },
  })) as Rolldown.RolldownOutput[];
  script = built[0]!.output[0].code;
});

async function probePage(): Promise<Page> {
  const { page } = await browsers.open();
  await page.addScriptTag({ type: 'module', content: script });
  await page.waitForFunction(() => 'displayProbe' in globalThis);
  return page;
}

function render(page: Page, engine: 'webgl2' | 'cpu', orders: readonly ProbeOrder[]): Promise<number[][]> {
  return page.evaluate(([name, all]) => (globalThis as unknown as { displayProbe: Probe }).displayProbe.render(name, all), [
    engine,
    orders,
  ] as const);
}

/** The greatest difference, and the share of samples that differ. */
function difference(some: readonly number[], others: readonly number[]): { most: number; share: number } {
  expect(some).toHaveLength(others.length);
  const differences = some.map((sample, at) => Math.abs(sample - others[at]!));
  return { most: Math.max(...differences), share: differences.filter((one) => one > 0).length / differences.length };
}

/** Bright spots of several sizes on a background that is not even, with a little noise. */
function specimen(width: number, height: number): ProbePicture {
  const samples: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const spot = (x % 37) ** 2 + (y % 41) ** 2 < 90 ? 90 : 0;
      for (const tint of [1, 0.8, 0.5])
        samples.push(Math.round(tint * (60 + 40 * Math.sin(x / 50) + 20 * Math.cos(y / 30) + spot) + ((x * 7 + y * 13) % 9)));
    }
  }
  return { width, height, channels: 3, samples };
}

it.each(['webgl2', 'cpu'] as const)('computes the samples of the vectors: %s', async (engine) => {
  const page = await probePage();
  const vectors = valid.filter(({ picture }) => pictures[picture]!.bits === 8);
  const results = await render(
    page,
    engine,
    vectors.map(({ picture, steps }) => ({ picture: pictures[picture]!, settings: { ...PLAIN, steps } })),
  );
  const differences = vectors.map(({ name, picture, expected }, at) => {
    const { width, height } = pictures[picture]!;
    const channels = expected.length / (width * height);
    const colored = channels === 3 ? expected : expected.flatMap((sample) => [sample, sample, sample]);
    return { name, ...difference(results[at]!, colored) };
  });
  // An edge on the border of a threshold may fall on either side. The mean of a large square is not exact.
  const limit = (name: string): number => (name === 'background wider than the picture' ? 2 : 1);
  expect(differences.filter(({ name, most, share }) => most > limit(name) && share > 0.01)).toEqual([]);
});

it('computes the same on the graphics processor and on the processor', async () => {
  const page = await probePage();
  const picture = specimen(120, 70);
  const steps: FilterStep[][] = [
    [{ step: 'smooth', sigma: 3.3 }],
    [{ step: 'background', radius: 50, offset: 0.5 }],
    [{ step: 'background', radius: 200, offset: 0.3 }],
    [
      { step: 'sharpen', sigma: 2, amount: 1.5 },
      { step: 'channels', red: [0, 1, 0], green: [0, 0, 1], blue: [1, 0, 0] },
    ],
  ];
  const orders: ProbeOrder[] = [
    ...steps.map((some) => ({ picture, settings: { ...PLAIN, steps: some } })),
    ...[0.5, 0.25].map((scale) => ({ picture, scale, settings: { ...PLAIN, lut: 'viridis' } as const })),
    { picture, settings: { lut: 'fire', peaking: { strength: 70, color: 'green' }, steps: [{ step: 'smooth', sigma: 1 }] } },
  ];
  const [gl, cpu] = [await render(page, 'webgl2', orders), await render(page, 'cpu', orders)];
  const differences = orders.map((_, at) => difference(gl[at]!, cpu[at]!));
  expect(differences.slice(0, 4).filter(({ most }) => most > 2)).toEqual([]);
  // Browsers reduce pictures for the processor in their own way, and colours follow.
  expect(differences.slice(4, 6).filter(({ most }) => most > 60)).toEqual([]);
  expect(differences[6]!.share).toBeLessThan(0.05);
});

it('renders pictures whose size changes with each frame', async () => {
  const page = await probePage();
  const settings: DisplaySettings = {
    ...PLAIN,
    lut: 'inverted',
    steps: [
      { step: 'edges', gain: 2 },
      { step: 'smooth', sigma: 1 },
    ],
  };
  const sizes = Array.from({ length: 16 }, (_, at) => [1 + ((at * 37) % 47), 1 + ((at * 53) % 41)] as const);
  const orders = sizes.map(([width, height]) => ({ picture: specimen(width, height), settings }));
  const [gl, cpu] = [await render(page, 'webgl2', orders), await render(page, 'cpu', orders)];
  expect(gl.map((samples, at) => difference(samples, cpu[at]!).most).filter((most) => most > 1)).toEqual([]);
});

it('shows the same picture after the context was lost', async () => {
  const page = await probePage();
  const order: ProbeOrder = { picture: specimen(64, 48), settings: { ...PLAIN, lut: 'magma' } };
  const { engines, pictures: both } = await page.evaluate(
    (one) => (globalThis as unknown as { displayProbe: Probe }).displayProbe.lose(one),
    order,
  );
  expect(engines).toEqual(['webgl2', 'cpu']);
  expect(difference(both[0]!, both[1]!).most).toBeLessThanOrEqual(3);
});
