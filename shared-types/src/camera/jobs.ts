/** Jobs: captures that a camera service takes on its own. A job continues without the hub; its pictures wait in the spool. */
import { z } from 'zod';
import { nameTemplateSchema } from '../naming/capture-name.ts';
import { labelSchema } from '../naming/names.ts';
import { cameraIdSchema, LABEL_MAX, NOTES_MAX, personSchema, TAGS_MAX, tagSchema, uuidSchema } from '../primitives.ts';
import { captureFormatSchema } from './settings.ts';

export const JOB_LIMITS = {
  burst: { count: [2, 1000] },
  timelapse: { count: [2, 100_000], everyMs: [100, 86_400_000] },
  clip: { durationMs: [100, 3_600_000], every: [1, 1000], fps: [1, 120] },
} as const;

const described = {
  label: labelSchema(LABEL_MAX).optional().meta({ description: 'Short text in names and lists' }),
  tags: z.array(tagSchema).max(TAGS_MAX).optional().meta({ description: 'Tags of the captures' }),
  notes: z.string().max(NOTES_MAX).optional().meta({ description: 'Notes, plain text' }),
};
const still = {
  ...described,
  format: captureFormatSchema.optional(),
  fullFrame: z.boolean().optional().meta({ description: 'The whole sensor instead of the ROI' }),
};
const within = ([min, max]: readonly [number, number]) => z.int().min(min).max(max);

export const burstSchema = z.strictObject({
  kind: z.literal('burst').meta({ description: 'Kind of the job' }),
  ...still,
  count: within(JOB_LIMITS.burst.count).meta({ description: 'Number of consecutive frames' }),
});
export const timelapseSchema = z.strictObject({
  kind: z.literal('timelapse').meta({ description: 'Kind of the job' }),
  ...still,
  count: within(JOB_LIMITS.timelapse.count).meta({ description: 'Number of pictures' }),
  everyMs: within(JOB_LIMITS.timelapse.everyMs).meta({ description: 'Interval between pictures, ms' }),
  autoExpose: z.boolean().optional().meta({ description: 'Determine the exposure before each picture' }),
  average: z.int().min(2).max(256).optional().meta({ description: 'Frames in the mean of each picture' }),
});
export const clipSchema = z.strictObject({
  kind: z.literal('clip').meta({ description: 'Kind of the job' }),
  ...described,
  durationMs: within(JOB_LIMITS.clip.durationMs).meta({ description: 'Length, ms' }),
  every: within(JOB_LIMITS.clip.every).optional().meta({ description: 'Keep every n-th frame; default 1' }),
  fps: z
    .number()
    .min(JOB_LIMITS.clip.fps[0])
    .max(JOB_LIMITS.clip.fps[1])
    .optional()
    .meta({ description: 'Playback rate; default: the rate of recording' }),
  maxWidth: z.int().min(16).max(65535).optional().meta({ description: 'Largest width, px; default: full size' }),
  past: z
    .strictObject({ untilUs: z.int().min(0).optional().meta({ description: 'Time of the last frame, camera clock, µs' }) })
    .meta({ id: 'PastFrames' })
    .optional()
    .meta({
      description:
        'durationMs of frames that are in memory already, as viewers saw them: up to this time (camera clock), or up to the newest',
    }),
});
export const jobSpecSchema = z.discriminatedUnion('kind', [burstSchema, timelapseSchema, clipSchema]).meta({ id: 'JobSpec' });
export type JobSpec = z.infer<typeof jobSpecSchema>;

const named = { nameTemplate: nameTemplateSchema.optional() };
/** A job as a client orders it. */
export const jobOrderSchema = z
  .discriminatedUnion('kind', [burstSchema.extend(named), timelapseSchema.extend(named), clipSchema.extend(named)])
  .meta({ id: 'JobOrder' });
export type JobOrder = z.infer<typeof jobOrderSchema>;
export const JOB_KINDS = ['burst', 'timelapse', 'clip'] as const;

/**
 * running · paused: the camera is absent, or the job waits for a user to resume it · done · cancelled: a user ended it ·
 * failed: it cannot continue. Pictures of cancelled and failed jobs are kept.
 */
export const JOB_STATES = ['running', 'paused', 'done', 'cancelled', 'failed'] as const;

export const jobSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id of the job' }),
    cameraId: cameraIdSchema,
    job: jobSpecSchema.meta({ description: 'What was ordered' }),
    state: z.enum(JOB_STATES).meta({ description: 'What it does now' }),
    reason: z.string().max(500).optional().meta({ description: 'Why it is paused or failed; shown to users' }),
    resumable: z.boolean().optional().meta({ description: 'Paused and waiting for sequence.resume' }),
    total: z.int().min(1).meta({ description: 'Pictures, or frames of a clip, to take' }),
    done: z.int().min(0).meta({ description: 'Pictures that are durable in the spool; for a clip, encoded frames' }),
    missed: z.int().min(0).meta({ description: 'Due but not taken' }),
    bytes: z.int().min(0).meta({ description: 'Size of what was taken, bytes' }),
    startedAtUs: z.int().min(0).meta({ description: 'Begin, wall clock of the camera host, µs' }),
    endedAtUs: z.int().min(0).optional().meta({ description: 'End, wall clock of the camera host, µs; absent: it has not ended' }),
    nextAtUs: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'When the next picture of a time-lapse is due, wall clock of the camera host, µs' }),
    waiting: z
      .object({
        what: z.enum(['trigger']).meta({ description: 'What it waits for' }),
        number: z.int().min(1).meta({ description: 'For which picture' }),
        untilUs: z.int().min(0).meta({ description: 'Until when, wall clock of the camera host, µs' }),
      })
      .optional()
      .meta({ description: 'The job waits for a pulse of the hardware trigger: for which picture or frame of total, and until when' }),
    gaps: z
      .array(
        z.object({
          fromUs: z.int().min(0).meta({ description: 'Begin, wall clock of the camera host, µs' }),
          toUs: z.int().min(0).optional().meta({ description: 'End, wall clock of the camera host, µs; absent: it lasts' }),
          reason: z.string().max(300).meta({ description: 'Why' }),
        }),
      )
      .max(100)
      .optional()
      .meta({ description: 'Times without pictures' }),
    user: personSchema.optional().meta({ description: 'Who started it' }),
    sessionId: uuidSchema.optional().meta({ description: 'Session that its captures belong to' }),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof jobSchema>;

export const jobEstimateSchema = z
  .object({
    bytes: z.int().min(0).meta({ description: 'Probable size, bytes' }),
    durationMs: z.number().min(0).meta({ description: 'Probable duration, ms' }),
    freeBytes: z.int().min(0).meta({ description: 'Free space at the camera service, bytes' }),
    fits: z.boolean().meta({ description: 'Whether twice the estimate fits into the free space above the reserve' }),
  })
  .meta({ id: 'JobEstimate' });
export type JobEstimate = z.infer<typeof jobEstimateSchema>;
