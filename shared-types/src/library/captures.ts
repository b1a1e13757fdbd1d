/** A capture of the library, its history and its pictures. */
import { z } from 'zod';
import { labelSchema } from '../naming/names.ts';
import { filterStepsSchema } from '../filters/filter-steps.ts';
import { cursorSchema, LABEL_MAX, nextCursorSchema, NOTES_MAX, uuidSchema } from '../primitives.ts';
import { captureMetadataSchema, type CaptureMetadata } from '../wire/captures.ts';
import { shotTimeSchema } from '../wire/shots.ts';
import { captureFilterFields } from './search.ts';
import { tagChangeFields } from './tags.ts';

/** A capture in the library: the row. `url` and `thumbnailUrl` are paths on the hub. */
export const captureSchema = z
  .object({
    ...captureMetadataSchema.shape,
    name: z.string().meta({ description: 'Relative path, unique in the library; downloads and archives use it' }),
    tags: z.array(z.string()).meta({ description: 'Tags' }),
    capturedAt: z.iso.datetime().meta({ description: 'When it was taken, by the clock of the camera service' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was stored' }),
    deletedAt: z.iso.datetime().nullable().meta({ description: 'When it was moved to the trash; null: it is not there' }),
    rating: z.int().min(0).max(5).meta({ description: 'Stars; 0: none' }),
    exposureStart: shotTimeSchema.optional().meta({ description: 'Only for captures of a shot, whose starts can be compared' }),
    url: z.string().meta({ description: 'Path of the master file on the hub' }),
    thumbnailUrl: z.string().meta({ description: 'Path of the thumbnail on the hub' }),
  })
  .meta({ id: 'Capture' });
export type Capture = z.infer<typeof captureSchema>;

/** Asks for a filtered copy. */
export const filterCaptureSchema = z.strictObject({
  steps: filterStepsSchema.refine((steps) => steps.length > 0, 'at least one step'),
  captureId: uuidSchema.optional().meta({ description: 'Id of the copy. A repeated request with the same id makes no second one' }),
});
export type FilterCapture = z.infer<typeof filterCaptureSchema>;

/** The answer to a capture command. A kept capture is announced with the same id once it is stored. */
export type CaptureReply =
  | { readonly state: 'stored'; readonly capture: Capture }
  | { readonly state: 'kept'; readonly message: string; readonly capture: CaptureMetadata };

export const THUMBNAIL_SIZES = { small: 320, large: 1280 } as const;
export type ThumbnailSize = keyof typeof THUMBNAIL_SIZES;
export const thumbnailQuerySchema = z.object({
  size: z.enum(['small', 'large']).default('small').meta({ description: 'small: 320 px, large: 1280 px' }),
});

export const captureListQuerySchema = z.strictObject({
  cursor: cursorSchema,
  limit: z.coerce.number().int().min(1).max(200).default(60).meta({ description: 'Captures per page' }),
  ...captureFilterFields,
});
export type CaptureListQuery = z.infer<typeof captureListQuerySchema>;
export const capturePageSchema = z
  .object({
    captures: z.array(captureSchema).meta({ description: 'A page of the list, newest first' }),
    nextCursor: nextCursorSchema,
    total: z.int().meta({ description: 'Captures on all pages' }),
  })
  .meta({ id: 'CapturePage' });
export type CapturePage = z.infer<typeof capturePageSchema>;

export const capturePatchSchema = z
  .strictObject({
    label: labelSchema(LABEL_MAX).meta({ description: 'Short text in the name and in lists; empty: none' }),
    notes: z.string().max(NOTES_MAX).meta({ description: 'Notes, plain text' }),
    ...tagChangeFields,
    rating: z.int().min(0).max(5).meta({ description: 'Stars; 0: none' }),
  })
  .partial();
export type CapturePatch = z.infer<typeof capturePatchSchema>;

/** One change of a capture's label, notes, tags or state. */
export const captureRevisionSchema = z
  .object({
    at: z.iso.datetime().meta({ description: 'When' }),
    by: z.string().meta({ description: 'Name of the user' }),
    action: z.enum(['captured', 'edited', 'trashed', 'restored']).meta({ description: 'What happened' }),
    changes: z
      .record(
        z.string(),
        z.object({
          before: z.unknown().meta({ description: 'Value until then' }),
          after: z.unknown().meta({ description: 'Value since then' }),
        }),
      )
      .meta({ description: 'The changed fields' }),
  })
  .meta({ id: 'CaptureRevision' });
export type CaptureRevision = z.infer<typeof captureRevisionSchema>;
export const captureHistorySchema = z.object({ revisions: z.array(captureRevisionSchema).meta({ description: 'Oldest first' }) });

/** An 8-bit picture of a master of any depth. The window is in the master's own sample values. */
export const captureViewQuerySchema = z.strictObject({
  width: z.coerce.number().int().min(16).max(16_384).optional().meta({ description: 'Maximum width in px; default: full size' }),
  black: z.coerce.number().min(0).max(65_535).optional().meta({ description: 'Sample value that becomes black; default 0' }),
  white: z.coerce.number().min(1).max(65_535).optional().meta({ description: 'Sample value that becomes white; default: the largest' }),
  gamma: z.coerce.number().min(0.1).max(10).default(1).meta({ description: '1: linear; above 1: brighter' }),
  type: z.enum(['webp', 'png', 'jpg']).default('webp').meta({ description: 'Format of the picture' }),
});
/** Statistics of a master's samples, for choosing a window. */
export const captureStatisticsSchema = z
  .object({
    max: z.int().meta({ description: 'Largest value that a sample can have' }),
    low: z.int().meta({ description: '0.1 % of the samples lie below' }),
    high: z.int().meta({ description: '0.1 % of the samples lie above' }),
    histogram: z.array(z.array(z.int())).meta({ description: '256 equal classes from 0 to max, per channel' }),
  })
  .meta({ id: 'CaptureStatistics' });
export type CaptureStatistics = z.infer<typeof captureStatisticsSchema>;
