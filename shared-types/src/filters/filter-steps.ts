/**
 * Filter steps for looking at pictures, and for filtered copies of captures.
 *
 * A sample counts as v = sample / maximum, with the maximum 2^bits − 1. The samples beyond a border repeat those at the
 * border. Each step ends by clipping v to 0 to 1. Samples are rounded once, after the last step:
 * floor(v · maximum + 0.5). Lengths are in pixels of the full picture. `vectors/filter-steps.json` has examples.
 */
import { z } from 'zod';
import { BACKGROUND_RADIUS_PX, CHANNEL_WEIGHT, EDGES_GAIN, FILTER_STEPS_MAX, SHARPEN_AMOUNT, SIGMA_PX } from './filter-limits.ts';

interface Limits {
  readonly min: number;
  readonly max: number;
}

const within = ({ min, max }: Limits) => z.number().min(min).max(max);
const fraction = within({ min: 0, max: 1 }).meta({ description: 'Part of the maximum' });
const weights = z
  .tuple([within(CHANNEL_WEIGHT), within(CHANNEL_WEIGHT), within(CHANNEL_WEIGHT)])
  .meta({ description: 'Weights of red, green and blue' });

const stepOf = <Name extends string>(name: Name) => z.literal(name).meta({ description: 'Which filter' });
const sigma = within(SIGMA_PX).meta({ description: 'Standard deviation of the Gaussian, px' });

const smoothSchema = z.strictObject({ step: stepOf('smooth'), sigma }).meta({
  description: 'Gaussian filter with the sampled kernel of radius ⌈3σ⌉, normalized to the sum 1',
});

const sharpenSchema = z
  .strictObject({ step: stepOf('sharpen'), sigma, amount: within(SHARPEN_AMOUNT).meta({ description: 'Strength' }) })
  .meta({ description: 'Unsharp mask: v + amount · (v − smooth(v))' });

const edgesSchema = z
  .strictObject({ step: stepOf('edges'), gain: within(EDGES_GAIN).meta({ description: 'Strength' }) })
  .meta({ description: 'gain · √(gx² + gy²) per channel, with the slopes of the 3×3 Sobel kernels divided by 8' });

const backgroundSchema = z
  .strictObject({
    step: stepOf('background'),
    radius: z.int().min(BACKGROUND_RADIUS_PX.min).max(BACKGROUND_RADIUS_PX.max).meta({ description: 'px' }),
    offset: fraction.meta({ description: 'The value of the background in the result' }),
  })
  .meta({ description: 'v − mean of the square with the side 2 · radius + 1 + offset, per channel' });

const thresholdSchema = z
  .strictObject({ step: stepOf('threshold'), low: fraction, high: fraction })
  .refine(({ low, high }) => low < high, { path: ['high'], message: 'high must be above low' })
  .meta({ description: '1 in all channels where the luma is from low to high, else 0. The luma of a mono picture is its value' });

const channelsSchema = z.strictObject({ step: stepOf('channels'), red: weights, green: weights, blue: weights }).meta({
  description:
    'Each channel of the result is the sum of the weighted channels red, green and blue. A mono picture has three equal channels; it stays mono if the weights of each channel have the same sum',
});

export const filterStepSchema = z
  .discriminatedUnion('step', [smoothSchema, sharpenSchema, edgesSchema, backgroundSchema, thresholdSchema, channelsSchema])
  .meta({ id: 'FilterStep' });
export type FilterStep = z.infer<typeof filterStepSchema>;
export type FilterStepName = FilterStep['step'];

export const filterStepsSchema = z
  .array(filterStepSchema)
  .max(FILTER_STEPS_MAX)
  .meta({ id: 'FilterSteps', description: 'In the order of their application' });
