/** The library as a whole: filters, days, many captures at once, downloads. */
import { z } from 'zod';
import { tagSchema, TAGS_MAX, uuidSchema } from './primitives.ts';
import { masterFormatSchema } from './settings.ts';

/** Captures that one request may name. */
export const BULK_MAX = 5000;

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const exposureSchema = z.coerce.number().min(0).max(1e9);
const gainSchema = z.coerce.number().min(-1000).max(1000);

/** Which captures: the same names in lists, the timeline, downloads and in the addresses of the page. */
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
    .meta({ description: 'Words, each of which begins one in label, notes, tags, file name, session title or person' }),
  deleted: flag.meta({ description: 'The trash instead of the library' }),
};
export const captureFilterSchema = z.strictObject(captureFilterFields);
export type CaptureFilterQuery = z.infer<typeof captureFilterSchema>;

/** How many captures each day has, newest first: what a grid needs to know how long it is. */
export const timelineQuerySchema = z.strictObject({
  ...captureFilterFields,
  timeZone: z.string().max(64).default('UTC').meta({ description: 'IANA name of the zone whose days are meant' }),
});
export const timelineSchema = z
  .object({
    days: z.array(
      z.object({
        day: z.string().meta({ description: 'YYYY-MM-DD' }),
        count: z.int(),
        from: z.iso.datetime().meta({ description: 'First moment of the day: with `to`, a filter for its captures' }),
        to: z.iso.datetime().meta({ description: 'Last millisecond of the day' }),
        sessions: z.array(z.string()).meta({ description: 'Titles of its sessions, at most three' }),
        parts: z
          .array(z.object({ count: z.int(), from: z.iso.datetime(), to: z.iso.datetime() }))
          .optional()
          .meta({
            description:
              'Of a day with more than 1,000: stretches of it, newest first, that hold some 200 each where quarters of an hour allow it',
          }),
      }),
    ),
    total: z.int(),
    bytes: z.int(),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof timelineSchema>;

/** Values to choose filters from. */
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

/** One change to many captures: all that the caller may change are changed, the others are named. */
export const bulkChangeSchema = z.strictObject({
  ids: z.array(uuidSchema).min(1).max(BULK_MAX),
  change: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('trash') }),
    z.strictObject({ kind: z.literal('restore') }),
    z.strictObject({ kind: z.literal('purge') }).meta({ description: 'Out of the trash for good' }),
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
/** Ids in one `captures:changed`: 8 kB. Of more, clients are told that there were many, and ask anew. */
export const CHANGED_IDS_MAX = 200;
/** What was done to several captures at once; each single one has an event of its own. */
export const capturesChangedSchema = z.object({
  change: z.enum(['updated', 'deleted', 'purged']),
  count: z.int().min(1),
  ids: z.array(z.string()).max(CHANGED_IDS_MAX).nullable().meta({ description: 'null: too many to name' }),
});
export type CapturesChanged = z.infer<typeof capturesChangedSchema>;

export type BulkResult = z.infer<typeof bulkResultSchema>;

/** One state of a capture's words that was, and who changed them. */
export const captureRevisionSchema = z
  .object({
    at: z.iso.datetime(),
    by: z.string().meta({ description: 'Name of the person' }),
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

/** A picture to look at, made of a master of any depth. The window counts in the master's own samples. */
export const captureViewQuerySchema = z.strictObject({
  width: z.coerce.number().int().min(16).max(16_384).optional().meta({ description: 'px at most; the full size without' }),
  black: z.coerce.number().min(0).max(65_535).optional(),
  white: z.coerce.number().min(1).max(65_535).optional(),
  gamma: z.coerce.number().min(0.1).max(10).default(1),
  type: z.enum(['webp', 'png', 'jpg']).default('webp'),
});
/** Of a master's samples, to choose a window by. */
export const captureStatisticsSchema = z
  .object({
    max: z.int().meta({ description: 'Largest value that a sample can have' }),
    low: z.int().meta({ description: '0.1 % of the samples lie below' }),
    high: z.int().meta({ description: '0.1 % of the samples lie above' }),
    histogram: z.array(z.array(z.int())).meta({ description: '256 equal classes from 0 to max, per channel' }),
  })
  .meta({ id: 'CaptureStatistics' });
export type CaptureStatistics = z.infer<typeof captureStatisticsSchema>;

/** A zip of captures or of a whole session. Its address is good for a day, and may be fetched in parts. */
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
    sizeBytes: z.int().meta({ description: 'Exactly what will be sent' }),
    missing: z.array(z.string()).meta({ description: 'Captures whose file is not there' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Download' });
export type Download = z.infer<typeof downloadSchema>;
