/** Disk use of captures, and retention rules. Apart from emptying the trash, nothing is removed without a plan. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema, uuidSchema } from '../primitives.ts';

/** Size and free space of a file store that names no limit. */
export const UNLIMITED_BYTES = Number.MAX_SAFE_INTEGER;

/** Default time that captures stay in the trash, days. */
export const TRASH_DAYS = 30;

const usageFields = {
  captures: z.int().min(0).meta({ description: 'Number of captures' }),
  bytes: z.int().min(0).meta({ description: 'Their size, bytes' }),
};
const usageOf = <Id extends z.ZodType>(id: Id) =>
  z.object({ id: id.meta({ description: 'Its id' }), name: z.string().meta({ description: 'Its name' }), ...usageFields });
export const storageUseSchema = z
  .object({
    freeBytes: z.int().min(0).meta({ description: 'Space left for captures without the reserve, bytes' }),
    diskBytes: z
      .int()
      .min(0)
      .meta({ description: `Bytes; ${String(UNLIMITED_BYTES)} when the file store names no limit, as S3 does` }),
    diskFreeBytes: z.int().min(0).meta({ description: 'Like freeBytes, but of the disk alone: the quota does not lower it' }),
    reserveBytes: z.int().min(0).meta({ description: 'Bytes that captures leave free for the database; 0 without a disk' }),
    ...usageFields,
    trash: z.object(usageFields).meta({ description: 'What the trash holds' }),
    quotaBytes: z.int().min(0).nullable().meta({ description: 'Limit of all captures, bytes; null: none' }),
    byCamera: z.array(usageOf(z.string())).meta({ description: 'Use by camera, the most first' }),
    bySession: z.array(usageOf(z.string().nullable())).meta({ description: 'Use by session; id null: no session' }),
    byPerson: z.array(usageOf(z.string().nullable())).meta({ description: 'Use by person; id null: unknown' }),
    byDay: z
      .array(z.object({ day: z.string().meta({ description: 'YYYY-MM-DD' }), ...usageFields }))
      .meta({ description: 'The last 30 days, UTC' }),
  })
  .meta({ id: 'StorageUse' });
export type StorageUse = z.infer<typeof storageUseSchema>;

export const retentionRuleSchema = z
  .strictObject({
    name: nameSchema(80).meta({ description: 'Name of the rule' }),
    cameraId: cameraIdSchema.nullable().default(null).meta({ description: 'null: every camera' }),
    olderThanDays: z.int().min(1).max(36_500).meta({ description: 'Selects captures that are older, days' }),
    keepRated: z.int().min(1).max(5).nullable().default(null).meta({ description: 'Keep captures with this rating or more' }),
    keepTagged: z.boolean().default(true).meta({ description: 'Keep captures with a tag' }),
    keepInSession: z.boolean().default(true).meta({ description: 'Keep captures of sessions' }),
  })
  .meta({ id: 'RetentionRule' });
export type RetentionRule = z.infer<typeof retentionRuleSchema>;
export const storageRulesSchema = z
  .strictObject({
    trashDays: z.int().min(1).max(3650).default(TRASH_DAYS).meta({ description: 'How long the trash is kept, days' }),
    quotaBytes: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ description: 'Above the quota, uploads are refused (507) and nothing is deleted' }),
    retention: z.array(retentionRuleSchema).max(20).default([]).meta({ description: 'Rules, applied in this order' }),
    automatic: z.boolean().default(false).meta({ description: 'Apply the rules automatically once a day' }),
  })
  .meta({ id: 'StorageRules' });
export type StorageRules = z.infer<typeof storageRulesSchema>;

/** What the given or the stored rules would move to the trash now. */
export const retentionPlanRequestSchema = z.strictObject({ retention: storageRulesSchema.shape.retention.optional() });
export const retentionPlanSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id for applying exactly this plan; valid for an hour' }),
    ...usageFields,
    byRule: z
      .array(z.object({ name: z.string().meta({ description: 'Name of the rule' }), ...usageFields }))
      .meta({ description: 'What each rule selects' }),
    sample: z
      .array(
        z.object({
          id: z.string().meta({ description: 'Id of the capture' }),
          filename: z.string().meta({ description: 'Its file' }),
          cameraName: z.string().meta({ description: 'Its camera' }),
          capturedAt: z.iso.datetime().meta({ description: 'When it was taken' }),
          sizeBytes: z.int().meta({ description: 'Its size, bytes' }),
        }),
      )
      .meta({ description: 'The first 200, oldest first. The complete list is a file' }),
  })
  .meta({ id: 'RetentionPlan' });
export type RetentionPlan = z.infer<typeof retentionPlanSchema>;
export const retentionDoneSchema = z.object(usageFields).meta({ description: 'What was moved to the trash, or deleted from it' });
export type RetentionDone = z.infer<typeof retentionDoneSchema>;
