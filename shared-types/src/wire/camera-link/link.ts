/** The camera link: JSON-RPC 2.0 in text messages and frames in binary messages, over one WebSocket that the camera service opens. */
import { z } from 'zod';
import { fieldIssueSchema } from '../../errors.ts';
import { analysisSchema, analysisWatchParamsSchema } from '../../camera/analysis.ts';
import { cameraChoiceSchema, choicesParamsSchema } from '../../camera/choice.ts';
import { cameraInfoSchema, linkFaultSchema, refusedCapturesSchema } from '../../camera/info.ts';
import { correctionsSchema, correctionsUpdateSchema } from '../../camera/corrections.ts';
import { labStepOfferSchema } from '../../camera/lab-step.ts';
import { jobEstimateSchema, jobSchema, jobSpecSchema } from '../../camera/jobs.ts';
import { calibrationSchema } from '../../camera/optics.ts';
import { nameTemplateSchema } from '../../naming/capture-name.ts';
import { nameSchema } from '../../naming/names.ts';
import { cameraIdSchema, personSchema, uuidSchema } from '../../primitives.ts';
import { settingsExportParamsSchema, settingsImportParamsSchema } from '../../camera/settings-file.ts';
import { rewindKeySchema, rewindListSchema, rewindStateSchema } from '../../camera/rewind.ts';
import { cameraSettingsSchema, capabilitiesSchema, memoryChannelSchema, settingsUpdateSchema } from '../../camera/settings.ts';
import { sampleOfferSchema } from '../../streams/sample-offer.ts';
import { VIDEO_TIERS } from '../../streams/video-tiers.ts';
import { captureCancelSchema, captureParamsSchema, EXPOSING_MAX, exposingSchema } from '../captures.ts';
import { fenceSchema, welcomeFenceSchema } from './fence.ts';

/** Maximum jobs in a hello. */
const JOBS_TOLD = 50;

export const videoTierSchema = z.enum(VIDEO_TIERS);

/** The video that a camera service can send. */
export const videoOfferSchema = z
  .object({
    tiers: z
      .array(
        z.object({
          tier: videoTierSchema,
          bitsPerSecond: z.int().min(1).meta({ description: 'At the present picture size' }),
          maxWidth: z.int().min(16).meta({ description: 'A wider picture is scaled down to this width, px' }),
          maxFps: z.number().positive(),
        }),
      )
      .max(VIDEO_TIERS.length)
      .refine((tiers) => new Set(tiers.map(({ tier }) => tier)).size === tiers.length, 'each tier can be offered once'),
    failed: z
      .array(z.object({ tier: videoTierSchema, reason: z.string().max(500) }))
      .max(VIDEO_TIERS.length)
      .optional()
      .meta({ description: 'Tiers that are not offered now, because their encoder failed' }),
  })
  .meta({ id: 'VideoOffer' });
export type VideoOffer = z.infer<typeof videoOfferSchema>;

/** Sent at once after a change, and every second while the camera streams. */
export const stateParamsSchema = z.object({
  connected: z.boolean().meta({ description: 'Whether the service holds an open camera' }),
  streaming: z.boolean(),
  settings: cameraSettingsSchema,
  capabilities: capabilitiesSchema.optional().meta({ description: 'Present only after a change' }),
  temperature: z.number().optional().meta({ description: 'Sensor, °C' }),
  fps: z.number().min(0).meta({ description: 'Measured at acquisition' }),
  dropped: z.int().min(0).meta({ description: 'Frames lost between sensor and service since stream start' }),
  spooled: z.int().min(0).meta({ description: 'Captures waiting to be uploaded' }),
  fault: linkFaultSchema.optional(),
  retry: z
    .object({ attempt: z.int().min(1), nextInMs: z.number().min(0) })
    .optional()
    .meta({ description: 'While disconnected: number and time of the next attempt' }),
  corrections: correctionsSchema.optional(),
  freeBytes: z.int().min(0).optional().meta({ description: 'Free space on the disk of the spool' }),
  diskBytes: z.int().min(1).optional().meta({ description: 'Size of that disk, bytes' }),
  refused: refusedCapturesSchema.optional().meta({ description: 'Captures that the hub refused permanently; absent for none' }),
  labStep: labStepOfferSchema.optional().meta({ description: "The laboratory's own step; absent without one" }),
  exposing: z
    .array(exposingSchema)
    .max(EXPOSING_MAX)
    .optional()
    .meta({ description: 'Captures that take a second or more and are not exposed yet; absent for none' }),
  clockStepUs: z.int().optional().meta({ description: "Wall clock minus camera clock, after the host's clock was set; absent for 0" }),
  rewind: rewindStateSchema.optional().meta({ description: 'The last frames in memory; absent for a service that keeps none' }),
  video: videoOfferSchema
    .optional()
    .meta({ description: 'In hello: absent for a service without video. In state: present only after a change' }),
  samples: sampleOfferSchema.optional().meta({ description: 'Absent while the frames have no samples of more than 8 bits' }),
});
export type StateParams = z.infer<typeof stateParamsSchema>;

export const helloParamsSchema = stateParamsSchema.extend({
  cameraId: cameraIdSchema,
  name: nameSchema(120),
  ...cameraInfoSchema.shape,
  capabilities: capabilitiesSchema,
  version: z.string().max(32).optional().meta({ description: 'Of the camera service' }),
  instanceId: uuidSchema.optional().meta({ description: 'Identifies this process of the camera service; new at every start' }),
  host: z.string().max(255).optional().meta({ description: 'Host name of the camera service' }),
  jobs: z.array(jobSchema).max(JOBS_TOLD).optional().meta({ description: 'Running jobs and the last ended ones, newest first' }),
  fence: fenceSchema.optional().meta({ description: 'The highest fence that this process has accepted; absent before the first' }),
});
export type HelloParams = z.infer<typeof helloParamsSchema>;

/** With fence and hubId, when the hub is one of several. */
export const helloResultSchema = z.object({ hubTimeUs: z.int(), pingIntervalMs: z.number(), ...welcomeFenceSchema.partial().shape });
export const timeParamsSchema = z.object({ cameraTimeUs: z.int() });
export const timeResultSchema = z.object({ cameraTimeUs: z.int(), hubTimeUs: z.int() });
export const pingParamsSchema = z.object({ hubTimeUs: z.int() });
export const pingResultSchema = z.object({ cameraTimeUs: z.int() });

/** What the hub wants from the stream. A notification; the last one applies. */
export const demandParamsSchema = z.object({
  streaming: z.boolean(),
  maxWidth: z.int().min(16).optional(),
  maxFps: z.number().positive().optional(),
  video: z.array(videoTierSchema).max(VIDEO_TIERS.length).optional().meta({ description: 'Tiers with a viewer; absent for none' }),
  samples: z.object({ maxFps: z.number().positive().optional() }).optional().meta({ description: 'Present while samples have a viewer' }),
});
export type DemandParams = z.infer<typeof demandParamsSchema>;

/** Asks for a key frame of one tier. A notification. */
export const videoKeyParamsSchema = z.object({ tier: videoTierSchema });

/** Opens a lost camera now, instead of at the service's next attempt. */
export const retryParamsSchema = z.object({});

export const settingsUpdateParamsSchema = z.object({ settings: settingsUpdateSchema });
export const settingsUpdateResultSchema = z.object({ settings: cameraSettingsSchema });

/** Starts a job. The service answers with the job. A repeated id starts nothing new. */
export const sequenceStartSchema = z.object({
  jobId: uuidSchema,
  job: jobSpecSchema,
  user: personSchema.optional(),
  sessionId: uuidSchema.optional(),
  calibration: calibrationSchema.optional(),
  nameTemplate: nameTemplateSchema.optional(),
});
export const sequenceJobSchema = z.object({ jobId: uuidSchema });
export const sequenceEstimateSchema = z.object({ job: jobSpecSchema });
export const jobResultSchema = z.object({ job: jobSchema });
export const jobEstimateResultSchema = z.object({ estimate: jobEstimateSchema });

export const correctionsParamsSchema = z.object({ corrections: correctionsUpdateSchema });
export const correctionsResultSchema = z.object({ corrections: correctionsSchema });
export const memoryParamsSchema = z.object({ channel: memoryChannelSchema });
/** A software trigger: the camera exposes one frame. */
export const fireParamsSchema = z.object({});

/** Header with the metadata of an upload: base64url of its JSON in UTF-8. */
export const METADATA_HEADER = 'eyepiece-metadata';

const rpcId = z.union([z.string().max(64), z.int()]);
export const rpcErrorSchema = z.object({
  code: z.int(),
  message: z.string(),
  data: z.object({ issues: z.array(fieldIssueSchema).optional() }).optional(),
});
export type RpcError = z.infer<typeof rpcErrorSchema>;
/**
 * Any JSON-RPC 2.0 message: a request has id and method, a notification has no id, a response has result or error.
 * deadlineUs is in the receiver's clock. A request that is read later is refused with `timeout` and not executed.
 * fence is that of the hub's welcome. A request with another one than that of the camera's home is refused with `replaced`.
 */
export const rpcMessageSchema = z.union([
  z.object({
    jsonrpc: z.literal('2.0'),
    id: rpcId.optional(),
    method: z.string().max(64),
    params: z.unknown().optional(),
    deadlineUs: z.int().min(0).optional(),
    fence: fenceSchema.optional(),
  }),
  z.object({ jsonrpc: z.literal('2.0'), id: z.union([rpcId, z.null()]), error: rpcErrorSchema }),
  z.object({ jsonrpc: z.literal('2.0'), id: rpcId, result: z.unknown() }),
]);
export type RpcMessage = z.infer<typeof rpcMessageSchema>;

/** The parameters of every method, for both sides and for the message vectors. */
export const LINK_METHODS = {
  hello: helloParamsSchema,
  state: stateParamsSchema,
  time: timeParamsSchema,
  demand: demandParamsSchema,
  'video:key': videoKeyParamsSchema,
  ping: pingParamsSchema,
  'settings.update': settingsUpdateParamsSchema,
  capture: captureParamsSchema,
  'capture.cancel': captureCancelSchema,
  'camera.retry': retryParamsSchema,
  'camera.fire': fireParamsSchema,
  'camera.choices': choicesParamsSchema,
  'camera.choose': cameraChoiceSchema,
  'settings.save': memoryParamsSchema,
  'settings.load': memoryParamsSchema,
  'settings.export': settingsExportParamsSchema,
  'settings.import': settingsImportParamsSchema,
  'sequence.start': sequenceStartSchema,
  'sequence.cancel': sequenceJobSchema,
  'sequence.resume': sequenceJobSchema,
  'sequence.estimate': sequenceEstimateSchema,
  'corrections.update': correctionsParamsSchema,
  'rewind.list': rewindListSchema,
  'rewind.frame': rewindKeySchema,
  'analysis.watch': analysisWatchParamsSchema,
  analysis: analysisSchema,
  job: jobResultSchema,
} as const;
export type LinkMethod = keyof typeof LINK_METHODS;
