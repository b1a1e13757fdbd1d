/** The description of a server that sends pictures as multipart/x-mixed-replace over HTTP. */
import { z } from 'zod';
import { timeUnitSchema } from '../fields.ts';
import { idleTimeoutSchema, messageBytesSchema, requestOptions } from '../request-options.ts';

const partHeaderSchema = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'the name of a header of each picture is needed, such as X-Timestamp')
  .transform((name) => name.toLowerCase());

export const mjpegOptionsSchema = z.strictObject({
  seq: partHeaderSchema.optional(),
  time: partHeaderSchema.optional(),
  ...requestOptions,
  timeUnit: timeUnitSchema.default('s'),
  idleTimeoutMs: idleTimeoutSchema,
  maxPictureBytes: messageBytesSchema.default(64 * 1024 * 1024),
});

export type MjpegOptions = z.output<typeof mjpegOptionsSchema>;
