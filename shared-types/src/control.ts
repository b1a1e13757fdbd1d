/** Who controls a camera: one lease per camera, granted by the hub. */
import { z } from 'zod';
import { nameSchema } from './names.ts';
import { cameraIdSchema } from './primitives.ts';

/** The holder has this long to answer a request for control before silence grants it, ms. */
export const CONTROL_REQUEST_MS = 15_000;
/** A holder that has lost every connection keeps control for this long, ms. */
export const CONTROL_GRACE_MS = 10_000;
/** A holder that does nothing loses control after this long, ms; a warning comes before. */
export const CONTROL_IDLE_MS = 5 * 60_000;
export const CONTROL_IDLE_WARNING_MS = 30_000;
/** REST: the epoch that a command was given under. May be left out; a stale one is refused. */
export const CONTROL_EPOCH_HEADER = 'eyepiece-control-epoch';

/** Why control is where it is. */
export const CONTROL_CHANGES = [
  /** A free camera was touched, or asked for. */
  'claimed',
  /** The holder handed it over. */
  'granted',
  /** The holder did not answer in time. */
  'silence',
  /** The holder kept it. */
  'denied',
  /** The holder gave it back. */
  'released',
  /** The holder's connections were gone for longer than the grace. */
  'disconnected',
  /** The holder did nothing for too long. */
  'idle',
  /** An administrator took it. */
  'taken',
  /** The requester took the request back, or left. */
  'withdrawn',
] as const;

const controlPersonSchema = z.object({ userId: z.string(), name: z.string() });

export const controlStateSchema = z
  .object({
    cameraId: cameraIdSchema,
    epoch: z.int().min(0).meta({ description: 'Raised whenever the holder changes; commands carry it' }),
    holder: controlPersonSchema
      .extend({
        sinceUs: z.int(),
        connected: z.boolean().meta({ description: 'False during the grace after the last connection was lost' }),
        /** Hub clock, µs; each only while it applies. */
        freeAtUs: z.int().optional().meta({ description: 'When control ends unless the holder comes back or does something' }),
      })
      .nullable(),
    request: controlPersonSchema
      .extend({
        askedAtUs: z.int(),
        grantedAtUs: z.int().optional().meta({ description: 'When silence grants it; absent while a job runs' }),
      })
      .nullable(),
    last: z
      .object({
        change: z.enum(CONTROL_CHANGES),
        atUs: z.int(),
        by: controlPersonSchema.nullable().meta({ description: 'Who did it; null: time did' }),
        reason: z.string().optional().meta({ description: 'Of an administrator who took control' }),
      })
      .nullable(),
  })
  .meta({ id: 'ControlState' });
export type ControlState = z.infer<typeof controlStateSchema>;

const REASON_MAX = 200;
export const controlTakeReasonSchema = nameSchema(REASON_MAX);
export const controlEventSchema = z.strictObject({ cameraId: cameraIdSchema });
export const controlTakeEventSchema = z.strictObject({ cameraId: cameraIdSchema, reason: controlTakeReasonSchema });
/** `POST /cameras/{id}/control`. `withdraw` takes one's own request back; `take` is for administrators and needs a reason. */
export const CONTROL_ACTIONS = ['request', 'withdraw', 'release', 'grant', 'deny', 'take'] as const;
export const controlActionSchema = z.strictObject({ action: z.enum(CONTROL_ACTIONS), reason: controlTakeReasonSchema.optional() });
/** Raised by every change of holder; a command under an older one is refused. */
export const controlEpochSchema = z.int().min(0);
