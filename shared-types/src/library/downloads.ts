import { z } from 'zod';
import { uuidSchema } from '../primitives.ts';
import { BULK_MAX } from './bulk.ts';
import { captureFilterSchema } from './search.ts';

/** A zip of captures or of a whole session. Its URL is valid for a day and supports ranges. */
export const createDownloadSchema = z
  .strictObject({
    captureIds: z.array(uuidSchema).min(1).max(BULK_MAX).optional().meta({ description: 'Ids of the captures, or `filter`' }),
    filter: captureFilterSchema.optional().meta({ description: 'All captures of a filter' }),
    sidecars: z.boolean().default(true).meta({ description: 'Whether the metadata of each capture comes beside it as JSON' }),
  })
  .refine(({ captureIds, filter }) => (captureIds === undefined) !== (filter === undefined), {
    message: 'either captureIds or filter',
    path: ['captureIds'],
  });
export type CreateDownload = z.input<typeof createDownloadSchema>;
export const downloadSchema = z
  .object({
    id: z.string().meta({ description: 'Id of the planned download' }),
    url: z.string().meta({ description: 'Where the zip is' }),
    filename: z.string().meta({ description: 'Suggested name of the file' }),
    files: z.int().meta({ description: 'Number of files in the zip' }),
    sizeBytes: z.int().meta({ description: 'Exact size of the zip, bytes' }),
    missing: z.array(z.string()).meta({ description: 'Captures without a file' }),
    expiresAt: z.iso.datetime().meta({ description: 'Until when it can be downloaded' }),
  })
  .meta({ id: 'Download' });
export type Download = z.infer<typeof downloadSchema>;
