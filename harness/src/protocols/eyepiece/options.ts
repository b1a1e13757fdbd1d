/** What viewers of Eyepiece can ask for. */
import { PICTURE_PREFERENCES } from '@eyepiece/shared-types';
import { z } from 'zod';

export const eyepieceOptionsSchema = z.strictObject({
  video: z.literal('h264', 'h264 is the only codec').optional(),
  /** Has an effect only with video. */
  prefer: z.enum(PICTURE_PREFERENCES).optional(),
  /** Samples of more than 8 bits in place of pictures. */
  samples: z.boolean().optional(),
});

export type EyepieceOptions = z.output<typeof eyepieceOptionsSchema>;
