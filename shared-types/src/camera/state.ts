/** The state of a camera that the hub sends to users. */
import { z } from 'zod';
import { correctionsSchema } from './corrections.ts';
import { labStepOfferSchema } from './lab-step.ts';
import { cameraInfoSchema, linkFaultSchema, refusedCapturesSchema } from './info.ts';
import { jobSchema } from './jobs.ts';
import { objectiveSchema } from './optics.ts';
import { personSchema, uuidSchema } from '../primitives.ts';
import { rewindStateSchema } from './rewind.ts';
import { cameraSettingsSchema, capabilitiesSchema } from './settings.ts';
import { sampleOfferSchema } from '../streams/sample-offer.ts';
import { VIDEO_TIERS } from '../streams/video-tiers.ts';

/**
 * Status of a camera as shown to users.
 * live: frames arrive · idle: ready, no viewers · stalled: frames are demanded and none arrive ·
 * disconnected: the service runs, the device is absent · offline: the service is absent.
 */
export const CAMERA_STATUSES = ['live', 'idle', 'stalled', 'disconnected', 'offline'] as const;
export const cameraStateSchema = z
  .object({
    id: z.string().meta({ description: 'Id of the camera' }),
    name: z.string().meta({ description: 'Name of the camera' }),
    ...cameraInfoSchema.shape,
    status: z.enum(CAMERA_STATUSES).meta({
      description: 'live: frames arrive; idle: nobody watches; stalled: frames are missing; disconnected: no device; offline: no service',
    }),
    statusSinceUs: z.int().meta({ description: 'Hub clock, µs since the epoch' }),
    fault: linkFaultSchema.optional().meta({ description: 'What is wrong; absent: nothing' }),
    retry: z
      .object({
        attempt: z.int().meta({ description: 'Number of the attempt' }),
        nextAtUs: z.int().meta({ description: 'When the next one begins, hub clock, µs' }),
      })
      .optional()
      .meta({ description: 'Attempts to find the device again' }),
    capabilities: capabilitiesSchema,
    settings: cameraSettingsSchema,
    fps: z.number().meta({ description: 'Frames per second that arrive at the hub' }),
    dropped: z.int().meta({ description: 'Frames that the camera service left out since its start' }),
    spooled: z.int().meta({ description: 'Captures that wait at the camera service for their upload' }),
    refused: refusedCapturesSchema
      .optional()
      .meta({ description: 'Captures that the hub refused permanently; they are at the camera service' }),
    temperature: z.number().optional().meta({ description: 'Temperature of the camera, °C' }),
    lastFrameAtUs: z.int().optional().meta({ description: 'Capture time of the newest frame, hub clock, µs' }),
    clockOffsetUs: z.int().meta({ description: 'Camera clock (used by frames) minus hub clock, µs' }),
    clockStepUs: z
      .int()
      .optional()
      .meta({ description: "Wall clock of the camera's host (used by captures and jobs) minus camera clock, µs; absent for 0" }),
    latency: z
      .object({
        cameraMs: z.number().meta({ description: 'In the camera service, ms' }),
        linkMs: z.number().meta({ description: 'On the link, ms' }),
        hubMs: z.number().meta({ description: 'In the hub, ms' }),
      })
      .optional()
      .meta({
        description:
          'Parts of the age of a picture up to the hub, ms: end of exposure to sent, half a round trip of the link, received to written for the last viewer',
      }),
    viewers: z.int().meta({ description: 'Connections that receive frames now' }),
    stopped: z
      .object({
        by: personSchema.meta({ description: 'Who stopped it' }),
        atUs: z.int().meta({ description: 'When, hub clock, µs' }),
      })
      .optional()
      .meta({ description: 'The live picture is stopped for everybody; captures and triggers work. Absent: it is not' }),
    video: z.array(z.enum(VIDEO_TIERS)).optional().meta({ description: 'Tiers of video that viewers can get; absent for none' }),
    samples: sampleOfferSchema.optional().meta({ description: 'Samples of more than 8 bits that viewers can get; absent for none' }),
    duplicateAtUs: z.int().optional().meta({ description: 'When a second camera service with this id was last refused, hub clock, µs' }),
    duplicateFrom: z.string().optional().meta({ description: 'Host and address of that service' }),
    corrections: correctionsSchema.optional().meta({ description: 'Corrections of the pictures; absent: the camera service has none' }),
    labStep: labStepOfferSchema.optional().meta({ description: "The laboratory's own step of this camera service" }),
    freeBytes: z.int().optional().meta({ description: "Free space on the camera service's disk, bytes" }),
    diskBytes: z.int().optional().meta({ description: 'Size of that disk, bytes' }),
    exposing: z
      .array(
        z.object({
          captureId: uuidSchema.meta({ description: 'Id of the capture' }),
          user: personSchema.optional().meta({ description: 'Who takes it' }),
          totalMs: z.number().optional().meta({ description: 'Expected duration, ms; absent while it waits for a hardware trigger' }),
          endsAtUs: z.int().optional().meta({ description: 'Expected end of the exposure, hub clock, µs' }),
        }),
      )
      .optional()
      .meta({ description: 'Captures that take a second or more and can be cancelled; absent for none' }),
    rewind: rewindStateSchema.optional().meta({ description: 'The last frames that the camera service has in memory; absent for none' }),
    objective: objectiveSchema.optional().meta({ description: 'The one in use' }),
    jobs: z.array(jobSchema).meta({ description: 'Running and paused jobs, and the last ended ones, newest first' }),
  })
  .meta({ id: 'CameraState' });
export type CameraState = z.infer<typeof cameraStateSchema>;
export type Exposing = NonNullable<CameraState['exposing']>[number];

/** Identity and capabilities of a camera. They rarely change and are sent separately. */
const DESCRIBED = { name: true, driver: true, model: true, serial: true, firmware: true, capabilities: true } as const;
export const describedCameraSchema = cameraStateSchema.pick({ id: true, ...DESCRIBED });
export type DescribedCamera = z.infer<typeof describedCameraSchema>;
/** The rest of the state, complete: absent fields no longer apply, except `jobs`, which is left out while it is unchanged. */
export const cameraChangeSchema = cameraStateSchema.omit(DESCRIBED).partial({ jobs: true });
export type CameraChange = z.infer<typeof cameraChangeSchema>;
