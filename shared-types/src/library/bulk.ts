/** Changes of many captures at once. */
import { z } from 'zod';
import { TAGS_MAX, tagSchema, uuidSchema } from '../primitives.ts';

/** Maximum captures in one request. */
export const BULK_MAX = 5000;

/** One change to many captures. Those that the caller may change are changed; the others are named. */
export const bulkChangeSchema = z.strictObject({
  ids: z.array(uuidSchema).min(1).max(BULK_MAX).meta({ description: 'Ids of the captures' }),
  change: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('trash').meta({ description: 'Kind of the change' }) }),
      z.strictObject({ kind: z.literal('restore').meta({ description: 'Kind of the change' }) }),
      z
        .strictObject({ kind: z.literal('purge').meta({ description: 'Kind of the change' }) })
        .meta({ description: 'Delete from the trash' }),
      z.strictObject({
        kind: z.literal('rate').meta({ description: 'Kind of the change' }),
        rating: z.int().min(0).max(5).meta({ description: 'Stars; 0: none' }),
      }),
      z.strictObject({
        kind: z.literal('tags').meta({ description: 'Kind of the change' }),
        add: z.array(tagSchema).max(TAGS_MAX).default([]).meta({ description: 'Tags to add' }),
        remove: z.array(tagSchema).max(TAGS_MAX).default([]).meta({ description: 'Tags to remove' }),
      }),
    ])
    .meta({ description: 'What to do with them' }),
});
export type BulkChange = z.input<typeof bulkChangeSchema>;
export const bulkResultSchema = z
  .object({
    changed: z.array(z.string()).meta({ description: 'Ids of the captures that were changed' }),
    refused: z
      .array(z.object({ id: z.string().meta({ description: 'Id of the capture' }), message: z.string().meta({ description: 'Why' }) }))
      .meta({ description: 'Captures that were not changed' }),
  })
  .meta({ id: 'BulkResult' });
/** Maximum ids in one `captures:changed` (8 kB). With more, `ids` is null and clients reload. */
export const CHANGED_IDS_MAX = 200;
/** A change of several captures at once. A change of a single capture has its own event. */
export const capturesChangedSchema = z.object({
  change: z.enum(['updated', 'deleted', 'purged']).meta({ description: 'What has happened to them' }),
  count: z.int().min(1).meta({ description: 'Captures that have changed' }),
  ids: z.array(z.string()).max(CHANGED_IDS_MAX).nullable().meta({ description: 'Ids of the captures; null: too many to list' }),
});
export type CapturesChanged = z.infer<typeof capturesChangedSchema>;

export type BulkResult = z.infer<typeof bulkResultSchema>;
