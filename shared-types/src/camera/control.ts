/** Who controls a camera: one lease per camera, granted by the hub. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema } from '../primitives.ts';

/** Time the holder has to answer a request for control, ms. Without an answer control passes. */
export const CONTROL_REQUEST_MS = 15_000;
/** A holder without connections keeps control for this time, ms. */
export const CONTROL_GRACE_MS = 10_000;
/** An idle holder loses control after this time, ms; a warning comes before. */
export const CONTROL_IDLE_MS = 5 * 60_000;
export const CONTROL_IDLE_WARNING_MS = 30_000;
/** REST header with the epoch of a command. Optional; an old epoch is refused. */
export const CONTROL_EPOCH_HEADER = 'eyepiece-control-epoch';

/** Reasons for the last change of control. */
export const CONTROL_CHANGES = [
  /** A command or a request took a free camera. */
  'claimed',
  /** The holder granted the request. */
  'granted',
  /** The holder did not answer in time. */
  'silence',
  /** The holder denied the request. */
  'denied',
  /** The holder released control. */
  'released',
  /** The holder had no connection for longer than CONTROL_GRACE_MS. */
  'disconnected',
  /** The holder was idle for too long. */
  'idle',
  /** An administrator took control. */
  'taken',
  /** The requester withdrew the request, or disconnected. */
  'withdrawn',
] as const;

const controlPersonSchema = z.object({
  userId: z.string().meta({ description: 'Id of the account' }),
  name: z.string().meta({ description: 'Name of the person' }),
});

export const controlStateSchema = z
  .object({
    cameraId: cameraIdSchema,
    epoch: z.int().min(0).meta({ description: 'Increased when the holder changes; commands may contain it' }),
    holder: controlPersonSchema
      .extend({
        sinceUs: z.int().meta({ description: 'Since when, hub clock, µs' }),
        connected: z.boolean().meta({ description: 'False after the last connection was lost, until control ends' }),
        /** Hub clock, µs; present only while control is about to end. */
        freeAtUs: z
          .int()
          .optional()
          .meta({ description: 'When control ends unless the holder reconnects or becomes active, hub clock, µs' }),
      })
      .nullable()
      .meta({ description: 'Who controls the camera; null: nobody' }),
    request: controlPersonSchema
      .extend({
        askedAtUs: z.int().meta({ description: 'When it was made, hub clock, µs' }),
        grantedAtUs: z
          .int()
          .optional()
          .meta({ description: 'When the request is granted without an answer, hub clock, µs; absent while a job runs' }),
      })
      .nullable()
      .meta({ description: 'Who wants to control it; null: nobody' }),
    last: z
      .object({
        change: z.enum(CONTROL_CHANGES).meta({ description: 'What has happened' }),
        atUs: z.int().meta({ description: 'When, hub clock, µs' }),
        by: controlPersonSchema.nullable().meta({ description: 'Who caused it; null: a time limit' }),
        reason: z.string().optional().meta({ description: 'Given by the administrator who took control' }),
      })
      .nullable()
      .meta({ description: 'The last change; null: none' }),
  })
  .meta({ id: 'ControlState' });
export type ControlState = z.infer<typeof controlStateSchema>;

const REASON_MAX = 200;
export const controlTakeReasonSchema = nameSchema(REASON_MAX).meta({ description: 'Why control is taken; others see it' });
export const controlEventSchema = z.strictObject({ cameraId: cameraIdSchema });
export const controlTakeEventSchema = z.strictObject({ cameraId: cameraIdSchema, reason: controlTakeReasonSchema });
/** `POST /cameras/{id}/control`. `withdraw` ends the caller's own request; `take` is for administrators and needs a reason. */
export const CONTROL_ACTIONS = ['request', 'withdraw', 'release', 'grant', 'deny', 'take'] as const;
export const controlActionSchema = z.strictObject({
  action: z.enum(CONTROL_ACTIONS).meta({ description: 'What to do; take is for administrators' }),
  reason: controlTakeReasonSchema.optional(),
});
/** Increased by every change of holder; a command with an older epoch is refused. */
export const controlEpochSchema = z
  .int()
  .min(0)
  .meta({ description: 'Epoch of control known to the client; the command is refused if it has changed' });
