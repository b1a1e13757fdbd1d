/**
 * Histogram and sharpness of a frame, and the samples along a line. The camera service reads every pixel at full depth,
 * before corrections. It also runs the laboratory's own step.
 */
import { z } from 'zod';
import { labResultSchema } from './lab-step.ts';
import { roiSchema, type Roi } from './settings.ts';

/** Maximum reports per second. */
export const ANALYSIS_MAX_HZ = 5;
export const HISTOGRAM_BINS = 256;

/** Distinct areas (regions and lines) that a camera service analyses at the same time, and those of one person. */
export const ANALYSIS_AREAS = { most: 24, mostPerPerson: 6 } as const;
/** Samples of a profile. On a longer line they are more than one pixel apart. */
export const PROFILE_SAMPLES = 2048;

const coordinateSchema = z.int().min(0).max(65_535).meta({ description: 'px of the full picture' });
/** A line between the centres of two pixels, px of the full picture. */
export const profileLineSchema = z.strictObject({ x1: coordinateSchema, y1: coordinateSchema, x2: coordinateSchema, y2: coordinateSchema });
export type ProfileLine = z.infer<typeof profileLineSchema>;

const figures = {
  histogram: z.boolean().default(false).meta({ description: 'Whether to report the histogram' }),
  focus: z.boolean().default(false).meta({ description: 'Whether to report the sharpness' }),
};
const area = {
  region: roiSchema.optional().meta({ description: 'Part of the picture to analyse, px of the full picture; absent: all of it' }),
  line: profileLineSchema.optional().meta({ description: 'Line whose samples are reported; absent: none' }),
};

/** What a client or hub wants to receive. The last request applies; all false and no line ends the reports. */
export const analysisRequestSchema = z.object({
  ...figures,
  ...area,
  labStep: z.boolean().default(false).meta({ description: "Results of the laboratory's own step, in messages of their own" }),
});
export type AnalysisRequest = z.input<typeof analysisRequestSchema>;

/** A region or a line. Its results carry its id. */
export const analysisAreaSchema = z.object({ id: z.string().min(1).max(64), ...figures, ...area });
export type AnalysisArea = z.input<typeof analysisAreaSchema>;

/** What a hub asks of a camera service, or of the home of a camera: the figures of the whole picture, and of areas. */
export const analysisWatchParamsSchema = z.object({
  ...analysisRequestSchema.shape,
  areas: z.array(analysisAreaSchema).max(ANALYSIS_AREAS.most).optional(),
});
export type AnalysisWatchParams = z.input<typeof analysisWatchParamsSchema>;
/** `outside`: ids of the areas outside the present picture. An older peer knows no areas and omits it. */
export const analysisWatchAnswerSchema = z.object({ outside: z.array(z.string()).max(ANALYSIS_AREAS.most).optional() });
export type AnalysisWatchAnswer = z.infer<typeof analysisWatchAnswerSchema>;

/** The id of a region or of a line: equal areas of several clients are analysed once. */
export function areaId(area: { readonly region: Roi } | { readonly line: ProfileLine }): string {
  if ('line' in area) return `line:${[area.line.x1, area.line.y1, area.line.x2, area.line.y2].join(',')}`;
  return `region:${[area.region.left, area.region.top, area.region.width, area.region.height].join(',')}`;
}

const channelNameSchema = z.enum(['L', 'R', 'G', 'B']).meta({ description: 'Luminance, or a colour' });
export const channelHistogramSchema = z.object({
  name: channelNameSchema,
  bins: z.array(z.int().min(0)).length(HISTOGRAM_BINS).meta({ description: 'Pixels per bin; the bins divide 0 to 2^bitDepth equally' }),
  min: z.int().min(0).meta({ description: 'Lowest value of a pixel' }),
  max: z.int().min(0).meta({ description: 'Highest value of a pixel' }),
  mean: z.number().meta({ description: 'Mean of the values' }),
  deviation: z.number().meta({ description: 'Standard deviation of the values' }),
  saturated: z.number().min(0).max(1).meta({ description: 'Share of the pixels at the highest value' }),
  black: z.number().min(0).max(1).meta({ description: 'Share of the pixels at 0' }),
});
export type ChannelHistogram = z.infer<typeof channelHistogramSchema>;

export const profileSchema = z.object({
  line: profileLineSchema.meta({ description: 'The line as requested' }),
  stepPx: z.number().min(0).meta({ description: 'Distance of two samples, px' }),
  channels: z
    .array(
      z.object({
        name: channelNameSchema,
        values: z.array(z.int().min(0)).min(1).max(PROFILE_SAMPLES).meta({ description: 'Values along the line, from its first point' }),
      }),
    )
    .min(1)
    .max(3)
    .meta({ description: 'Only L for monochrome; R, G, B for colour' }),
});
export type Profile = z.infer<typeof profileSchema>;

export const analysisSchema = z
  .object({
    seq: z.int().min(0).meta({ description: 'Sequence number of the frame' }),
    capturedAtUs: z.int().min(0).meta({ description: 'End of its exposure, clock of the camera, µs' }),
    bitDepth: z.int().min(1).max(16).meta({ description: 'Significant bits per sample' }),
    histogram: z.array(channelHistogramSchema).max(4).optional().meta({ description: 'Only L for monochrome; L, R, G, B for colour' }),
    focus: z
      .object({
        score: z.number().min(0).meta({ description: 'Higher is sharper. Comparable only under the same exposure and specimen' }),
        camera: z.number().optional().meta({ description: "The camera's own score, if it has one" }),
      })
      .optional()
      .meta({ description: 'Sharpness; absent if it was not requested' }),
    region: roiSchema.optional().meta({ description: 'The part of the picture that was analysed; absent: all of it' }),
    profile: profileSchema.optional().meta({ description: 'Samples along the line; absent if none was requested' }),
    labStep: labResultSchema.optional().meta({ description: "What the laboratory's own step found; absent in other reports" }),
    area: z.string().max(64).optional().meta({ description: 'Id of the area; absent for the whole picture' }),
  })
  .meta({ id: 'Analysis' });
export type Analysis = z.infer<typeof analysisSchema>;
