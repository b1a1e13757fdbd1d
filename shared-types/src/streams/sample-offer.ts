/** The samples of more than 8 bits that viewers of a camera can get. */
import { z } from 'zod';

export const sampleOfferSchema = z
  .object({
    bits: z.int().min(9).max(16).meta({ description: 'Significant bits of each sample' }),
    channels: z.union([z.literal(1), z.literal(3)]).meta({ description: '1 also for a Bayer mosaic' }),
    frameBytes: z.int().min(1).meta({ description: 'Bytes of a compressed frame, about' }),
    maxFps: z.number().positive().meta({ description: 'Frames of samples per second at most' }),
  })
  .meta({ id: 'SampleOffer' });
export type SampleOffer = z.infer<typeof sampleOfferSchema>;
