/** Filters, days, bulk edits and downloads of the library. */
import { z } from 'zod';
import { tagSchema, TAGS_MAX, uuidSchema } from '../primitives.ts';
import { masterFormatSchema } from '../camera/settings.ts';

/** Maximum captures in one request. */
export const BULK_MAX = 5000;

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const exposureSchema = z.coerce.number().min(0).max(1e9);
const gainSchema = z.coerce.number().min(-1000).max(1000);

/** Filter fields with the same names in lists, the timeline, downloads and the page's addresses. */
export const captureFilterFields = {
  cameraId: z.string().max(64).optional(),
  userId: z.uuid().optional(),
  sessionId: z.uuid().optional(),
  format: masterFormatSchema.optional(),
  jobId: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  tag: z.string().max(64).optional(),
  label: z.string().trim().max(120).optional().meta({ description: 'Exactly this label' }),
  ratingMin: z.coerce.number().int().min(1).max(5).optional(),
  exposureMin: exposureSchema.optional().meta({ description: 'ms' }),
  exposureMax: exposureSchema.optional().meta({ description: 'ms' }),
  gainMin: gainSchema.optional().meta({ description: 'dB' }),
  gainMax: gainSchema.optional().meta({ description: 'dB' }),
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ description: 'Words; each must begin a word in label, notes, tags, file name, session title or user name' }),
  deleted: flag.meta({ description: 'The trash instead of the library' }),
};
export const captureFilterSchema = z.strictObject(captureFilterFields);
export type CaptureFilterQuery = z.infer<typeof captureFilterSchema>;

/** Captures per day, newest first. A grid computes its length from this. */
export const timelineQuerySchema = z.strictObject({
  ...captureFilterFields,
  timeZone: z.string().max(64).default('UTC').meta({ description: 'IANA name of the time zone that defines the days' }),
});
export const timelineSchema = z
  .object({
    days: z.array(
      z.object({
        day: z.string().meta({ description: 'YYYY-MM-DD' }),
        count: z.int(),
        from: z.iso.datetime().meta({ description: 'First moment of the day; with `to` it filters the captures of the day' }),
        to: z.iso.datetime().meta({ description: 'Last millisecond of the day' }),
        sessions: z.array(z.string()).meta({ description: 'Titles of its sessions, at most three' }),
        parts: z
          .array(z.object({ count: z.int(), from: z.iso.datetime(), to: z.iso.datetime() }))
          .optional()
          .meta({
            description:
              'Only for a day with more than 1,000 captures: parts of it, newest first, with about 200 captures each where whole quarters of an hour allow it',
          }),
      }),
    ),
    total: z.int(),
    bytes: z.int(),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof timelineSchema>;

/** Values that filters can have. */
export const facetsSchema = z
  .object({
    cameras: z.array(z.object({ id: z.string(), name: z.string(), count: z.int() })),
    sessions: z.array(z.object({ id: z.string(), name: z.string(), count: z.int() })),
    people: z.array(z.object({ id: z.string(), name: z.string(), count: z.int() })),
    formats: z.array(z.object({ id: masterFormatSchema, count: z.int() })),
    tags: z.array(z.object({ id: z.string(), count: z.int() })),
    labels: z.array(z.object({ id: z.string(), count: z.int() })),
  })
  .meta({ id: 'Facets' });
export type Facets = z.infer<typeof facetsSchema>;

/** One change to many captures. Those that the caller may change are changed; the others are named. */
export const bulkChangeSchema = z.strictObject({
  ids: z.array(uuidSchema).min(1).max(BULK_MAX),
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('trash') }),
    z.strictObject({ kind: z.literal('restore') }),
    z.strictObject({ kind: z.literal('purge') }).meta({ description: 'Delete from the trash' }),
    z.strictObject({ kind: z.literal('rate'), rating: z.int().min(0).max(5) }),
    z.strictObject({
      kind: z.literal('tags'),
      add: z.array(tagSchema).max(TAGS_MAX).default([]),
      remove: z.array(tagSchema).max(TAGS_MAX).default([]),
    }),
  ]),
});
export type BulkChange = z.input<typeof bulkChangeSchema>;
export const bulkResultSchema = z
  .object({
    changed: z.array(z.string()),
    refused: z.array(z.object({ id: z.string(), message: z.string() })),
  })
  .meta({ id: 'BulkResult' });
/** Maximum ids in one `captures:changed` (8 kB). With more, `ids` is null and clients reload. */
export const CHANGED_IDS_MAX = 200;
/** A change of several captures at once. A change of a single capture has its own event. */
export const capturesChangedSchema = z.object({
  change: z.enum(['updated', 'deleted', 'purged']),
  count: z.int().min(1),
  ids: z.array(z.string()).max(CHANGED_IDS_MAX).nullable().meta({ description: 'null: too many to list' }),
});
export type CapturesChanged = z.infer<typeof capturesChangedSchema>;

export type BulkResult = z.infer<typeof bulkResultSchema>;

/** One change of a capture's label, notes, tags or state. */
export const captureRevisionSchema = z
  .object({
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'Name of the user' }),
    action: z.enum(['captured', 'edited', 'trashed', 'restored']),
    changes: z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() })),
  })
  .meta({ id: 'CaptureRevision' });
export type CaptureRevision = z.infer<typeof captureRevisionSchema>;

/** The captures before and after one, in the order of a list with this filter. */
export const neighboursSchema = z
  .object({
    newer: z.string().nullable(),
    older: z.string().nullable(),
    position: z.int().meta({ description: 'From 1, newest first' }),
    total: z.int(),
  })
  .meta({ id: 'Neighbours' });
export type Neighbours = z.infer<typeof neighboursSchema>;

/** An 8-bit picture of a master of any depth. The window is in the master's own sample values. */
export const captureViewQuerySchema = z.strictObject({
  width: z.coerce.number().int().min(16).max(16_384).optional().meta({ description: 'Maximum width in px; default: full size' }),
  black: z.coerce.number().min(0).max(65_535).optional(),
  white: z.coerce.number().min(1).max(65_535).optional(),
  gamma: z.coerce.number().min(0.1).max(10).default(1),
  type: z.enum(['webp', 'png', 'jpg']).default('webp'),
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
