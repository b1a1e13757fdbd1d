/** What viewers of Eyepiece can ask for. */
import { z } from 'zod';

export const eyepieceOptionsSchema = z.strictObject({
  video: z.literal('h264', 'h264 is the only codec').optional(),
});

export type EyepieceOptions = z.output<typeof eyepieceOptionsSchema>;
