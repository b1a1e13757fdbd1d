/** What hubs tell each other about their cameras and the people connected to them. */
import {
  analysisWatchParamsSchema,
  analysisSchema,
  cameraIdSchema,
  cameraStateSchema,
  capabilitiesSchema,
  controlStateSchema,
  featureSchema,
  fenceSchema,
  jobSchema,
  SETTING_NAMES,
  uuidSchema,
} from '@eyepiece/shared-types';
import { z } from 'zod';

const isKnown = ([name, feature]: readonly [string, unknown]): boolean =>
  (SETTING_NAMES as readonly string[]).includes(name) && featureSchema.safeParse(feature).success;
/** Without the settings that only a later version knows. */
const knownFeatures = z.preprocess(
  (features) =>
    typeof features === 'object' && features !== null ? Object.fromEntries(Object.entries(features).filter(isKnown)) : features,
  capabilitiesSchema.shape.features,
);
const stateSchema = cameraStateSchema.extend({ capabilities: capabilitiesSchema.extend({ features: knownFeatures }) });

/** A camera of the hub that tells it. */
const ofCamera = { cameraId: cameraIdSchema, fence: fenceSchema };

/** Names and contents of notifications. */
export const MIRROR_MESSAGES = {
  /** Asks for everything, after a connection was lost. */
  'homes:resend': z.object({}),
  /** All cameras of the hub. Their states come before it. */
  'homes:all': z.object({ cameraIds: z.array(cameraIdSchema).max(10_000) }),
  'homes:camera': z.object({ ...ofCamera, state: stateSchema, control: controlStateSchema }),
  'homes:state': z.object({ ...ofCamera, change: stateSchema.partial({ capabilities: true }) }),
  'homes:control': z.object({ ...ofCamera, control: controlStateSchema }),
  'homes:job': z.object({ ...ofCamera, job: jobSchema }),
  'homes:analysis': z.object({ ...ofCamera, analysis: analysisSchema }),
  'homes:forgotten': z.object(ofCamera),
  'homes:objectives': z.object({ cameraId: cameraIdSchema }),
  /** A capture of a camera of the other hub is stored. */
  'homes:captured': z.object({ id: uuidSchema }),
  /** An upload was refused for lack of space. */
  'homes:refused': z.object({ id: uuidSchema, sizeBytes: z.int().nonnegative(), message: z.string().max(1000) }),
  /** Everybody with a connection to the hub. */
  'homes:people': z.object({ userIds: z.array(z.string()).max(100_000) }),
  'homes:person': z.object({ userId: z.string(), connected: z.boolean() }),
} as const;
export type MirrorEvent = keyof typeof MIRROR_MESSAGES;
export type MirrorMessage<Event extends MirrorEvent> = z.output<(typeof MIRROR_MESSAGES)[Event]>;

/** Requests with an answer. */
export const SERVES_EVENT = 'homes:serves';
export const servesSchema = z.object({ cameraId: cameraIdSchema, instanceId: uuidSchema.optional() });
export const servesAnswerSchema = z.object({ servedBy: z.string().optional() });
export const ANALYSIS_EVENT = 'homes:watch';
export const analysisWatchSchema = z.object({ ...ofCamera, request: analysisWatchParamsSchema });
