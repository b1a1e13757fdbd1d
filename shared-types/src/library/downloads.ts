import { z } from 'zod';
import { uuidSchema } from '../primitives.ts';
import { BULK_MAX } from './bulk.ts';
import { captureFilterSchema } from './search.ts';

/** A zip of captures or of a whole session. Its URL is valid for a day and supports ranges. */
export const createDownloadSchema = z
  .strictObject({
    captureIds: z.array(uuidSchema).min(1).max(BULK_MAX).optional(),
    filter: captureFilterSchema.optional(),
    sidecars: z.boolean().default(true),
  })
  .refine(({ captureIds, filter }) => (captureIds === undefined) !== (filter === undefined), {
    message: 'either captureIds or filter',
    path: ['captureIds'],
  });
export type CreateDownload = z.input<typeof createDownloadSchema>;
export const downloadSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    filename: z.string(),
    files: z.int(),
    sizeBytes: z.int().meta({ description: 'Exact size of the zip' }),
    missing: z.array(z.string()).meta({ description: 'Captures without a file' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Download' });
export type Download = z.infer<typeof downloadSchema>;
