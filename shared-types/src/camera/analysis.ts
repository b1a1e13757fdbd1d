/** Histogram and sharpness of a frame. The camera service computes them from every pixel at full depth, before corrections. */
import { z } from 'zod';
import { roiSchema } from './settings.ts';

/** Maximum reports per second. */
export const ANALYSIS_MAX_HZ = 5;
export const HISTOGRAM_BINS = 256;

/** What the hub wants to receive. The last request applies; all false ends the reports. */
export const analysisRequestSchema = z.object({
  histogram: z.boolean().default(false),
  focus: z.boolean().default(false),
  region: roiSchema.optional().meta({ description: 'Part of the picture to analyse, px of the full picture; absent: all of it' }),
});
export type AnalysisRequest = z.input<typeof analysisRequestSchema>;

export const channelHistogramSchema = z.object({
  name: z.enum(['L', 'R', 'G', 'B']),
  bins: z.array(z.int().min(0)).length(HISTOGRAM_BINS).meta({ description: 'Pixels per bin; the bins divide 0 to 2^bitDepth equally' }),
  min: z.int().min(0),
  max: z.int().min(0),
  mean: z.number(),
  deviation: z.number().meta({ description: 'Standard deviation' }),
  saturated: z.number().min(0).max(1).meta({ description: 'Share of the pixels at the highest value' }),
  black: z.number().min(0).max(1).meta({ description: 'Share of the pixels at 0' }),
});
export type ChannelHistogram = z.infer<typeof channelHistogramSchema>;

export const analysisSchema = z
  .object({
    seq: z.int().min(0),
    capturedAtUs: z.int().min(0),
    bitDepth: z.int().min(1).max(16),
    histogram: z.array(channelHistogramSchema).max(4).optional().meta({ description: 'Only L for monochrome; L, R, G, B for colour' }),
    focus: z
      .object({
        score: z.number().min(0).meta({ description: 'Higher is sharper. Comparable only under the same exposure and specimen' }),
        camera: z.number().optional().meta({ description: "The camera's own score, if it has one" }),
      })
      .optional(),
    region: roiSchema.optional(),
  })
  .meta({ id: 'Analysis' });
export type Analysis = z.infer<typeof analysisSchema>;
