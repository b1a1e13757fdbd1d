/** Captures on the camera link: what a client can specify, the order, its cancellation, and the metadata of the result. */
import { z } from 'zod';
import { appliedCorrectionsSchema } from '../camera/corrections.ts';
import { cameraInfoSchema } from '../camera/info.ts';
import { JOB_LIMITS } from '../camera/jobs.ts';
import { filterStepsSchema } from '../filters/filter-steps.ts';
import { labResultSchema } from '../camera/lab-step.ts';
import { calibrationSchema } from '../camera/optics.ts';
import { fromLiveSchema, rewindKeySchema } from '../camera/rewind.ts';
import { cameraSettingsSchema, captureFormatSchema, masterFormatSchema } from '../camera/settings.ts';
import { NAME_TEMPLATE_BYTES_MAX, nameTemplateSchema } from '../naming/capture-name.ts';
import { labelSchema } from '../naming/names.ts';
import { cameraIdSchema, LABEL_MAX, NOTES_MAX, personSchema, TAGS_MAX, tagSchema, uuidSchema } from '../primitives.ts';
import { shotOrderSchema, shotSpreadSchema } from './shots.ts';

/** Maximum captures in a state. */
export const EXPOSING_MAX = 32;

/** A capture that can be cancelled. Without times it waits for a hardware trigger. */
export const exposingSchema = z.object({
  captureId: uuidSchema.meta({ description: 'Id of the capture' }),
  user: personSchema.optional(),
  totalMs: z.number().min(0).optional().meta({ description: 'Expected duration' }),
  leftMs: z.number().min(0).optional().meta({ description: 'Expected time until the end of its exposure' }),
});

/** Maximum frames in a mean. */
export const AVERAGE_MAX = 256;

/** When a capture command is answered: once the library has the capture, or once the camera service has it. */
export const CAPTURE_STATES = ['stored', 'kept'] as const;

/** What a client can specify for a capture. */
export const captureRequestSchema = z
  .strictObject({
    exposure: z.number().positive().meta({ description: 'ms, within the limits of the camera; for this capture and afterwards' }),
    gain: z.number().meta({ description: 'dB, within the limits of the camera; for this capture and afterwards' }),
    format: captureFormatSchema,
    label: labelSchema(LABEL_MAX).meta({ description: 'Short text in the name and in lists' }),
    tags: z.array(tagSchema).max(TAGS_MAX).meta({ description: 'Tags' }),
    notes: z.string().max(NOTES_MAX).meta({ description: 'Notes, plain text' }),
    average: z.int().min(2).max(AVERAGE_MAX).meta({ description: 'Number of frames in the mean' }),
    fullFrame: z.boolean().meta({ description: 'Capture the whole sensor; the ROI is restored afterwards' }),
    rewind: rewindKeySchema.meta({ description: 'This frame of the live stream in place of a new one: a JPEG, as viewers saw it' }),
    nameTemplate: nameTemplateSchema,
    answerWhen: z.enum(CAPTURE_STATES).meta({
      description:
        'When to answer. stored (default): file and row are durable in the hub. kept: the capture is durable in the camera service, which uploads it afterwards',
    }),
  })
  .partial()
  .meta({ id: 'CaptureRequest' });
export type CaptureRequest = z.infer<typeof captureRequestSchema>;

export const captureParamsSchema = z.object({
  ...captureRequestSchema.shape,
  captureId: uuidSchema,
  user: personSchema.optional(),
  sessionId: uuidSchema.optional(),
  calibration: calibrationSchema.optional(),
  shot: shotOrderSchema.optional(),
});
export type CaptureParams = z.input<typeof captureParamsSchema>;

/** Cancels a capture that is not exposed yet. */
export const captureCancelSchema = z.object({ captureId: uuidSchema.meta({ description: 'Id of the capture' }) });
/** Not cancelled: the capture is unknown, or exposed, and then it is stored. */
export const captureCancelResultSchema = z.object({ cancelled: z.boolean() });

/** Version of the arithmetic of the filter steps. Raise it when a step gives other samples. */
export const FILTERS_VERSION = 1;

export const derivedFromSchema = z.object({
  captureId: uuidSchema.meta({ description: 'Id of the source' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'Of the file that was filtered' }),
  steps: filterStepsSchema,
  version: z.int().min(1).meta({ description: 'Of the arithmetic' }),
});
export type DerivedFrom = z.infer<typeof derivedFromSchema>;

/** A capture as the camera service created it. The sidecar, the upload's metadata and the row contain this. */
export const captureMetadataSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id of the capture' }),
    cameraId: cameraIdSchema,
    cameraName: z.string().max(120).meta({ description: 'Name of the camera' }),
    camera: cameraInfoSchema.meta({ description: 'The device' }),
    filename: z
      .string()
      .max(200)
      .regex(
        /^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$))[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/i,
        'a file name is letters, digits, dot, dash and underscore, does not end in a dot, and is not a device name of Windows',
      )
      .meta({ description: 'Name of the file at the camera service' }),
    format: masterFormatSchema,
    sizeBytes: z.int().min(1).meta({ description: 'Size of the file, bytes' }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 of the file, hexadecimal' }),
    width: z.int().min(1).max(65535).meta({ description: 'Width, px' }),
    height: z.int().min(1).max(65535).meta({ description: 'Height, px' }),
    bitDepth: z.int().min(1).max(16).meta({ description: 'Significant bits per sample of the master' }),
    channels: z.literal([1, 3]).meta({ description: '1: monochrome or a Bayer mosaic; 3: red, green, blue' }),
    capturedAtUs: z.int().min(0).meta({ description: 'End of exposure, µs since the epoch, wall clock of the camera host' }),
    seq: z.int().min(0).meta({ description: 'Sequence number of its frame' }),
    exposureMs: z.number().min(0).meta({ description: "Exposure, ms, from the frame's own descriptor" }),
    gainDb: z.number().meta({ description: "Gain, dB, from the frame's own descriptor" }),
    roi: cameraSettingsSchema.shape.roi,
    pixelFormat: z.string().max(32).meta({ description: 'Format of the samples, as the camera names it' }),
    temperature: z.number().optional().meta({ description: 'Temperature of the camera, °C' }),
    settings: cameraSettingsSchema.meta({ description: 'All settings of the camera' }),
    label: z.string().max(LABEL_MAX).optional().meta({ description: 'Short text in the name and in lists' }),
    tags: z.array(z.string().max(64)).max(TAGS_MAX).default([]).meta({ description: 'Tags' }),
    notes: z.string().max(NOTES_MAX).optional().meta({ description: 'Notes, plain text' }),
    user: personSchema.optional().meta({ description: 'Who took it' }),
    sessionId: uuidSchema.optional().meta({ description: 'Session that it belongs to' }),
    nameTemplate: z
      .string()
      .max(NAME_TEMPLATE_BYTES_MAX)
      .optional()
      .meta({ description: 'As requested; the name of the capture follows from it' }),
    average: z.int().min(2).max(AVERAGE_MAX).optional().meta({ description: 'Frames in the mean' }),
    calibration: calibrationSchema.optional().meta({ description: 'The objective and its scale; absent: unknown' }),
    umPerPixel: z
      .number()
      .positive()
      .optional()
      .meta({ description: "Size of this picture's pixels in the specimen, µm; absent without calibration" }),
    corrections: appliedCorrectionsSchema.optional().meta({ description: 'Corrections of the samples' }),
    jobId: uuidSchema.optional().meta({ description: 'Job that took it' }),
    jobIndex: z.int().min(0).max(JOB_LIMITS.timelapse.count[1]).optional().meta({ description: 'Index in the job, from 0' }),
    clip: z
      .object({
        frames: z.int().min(1).meta({ description: 'Frames in the clip' }),
        durationMs: z.number().min(0).meta({ description: 'Time that it covers, ms' }),
        fps: z.number().positive().meta({ description: 'Playback rate' }),
        missed: z.int().min(0).meta({ description: 'Frames that are missing' }),
      })
      .optional()
      .meta({ description: 'Only for mp4: frames, their time span, playback rate, and frames from the camera that are missing' }),
    labStep: labResultSchema.optional().meta({ description: "What the laboratory's own step found in the frame" }),
    shot: shotOrderSchema
      .extend({ spread: shotSpreadSchema.optional().meta({ description: 'Added by the hub once all cameras have answered' }) })
      .optional()
      .meta({ description: 'The order for several cameras that this capture belongs to' }),
    fromLive: fromLiveSchema.optional().meta({ description: 'Only for pictures that were taken from the live stream afterwards' }),
    derivedFrom: derivedFromSchema.optional().meta({ description: 'For a filtered copy: what it was made from, and how' }),
    source: z.enum(['hub', 'http']).meta({ description: "Requested through the hub, or through the camera service's own HTTP API" }),
  })
  .meta({ id: 'CaptureMetadata' });
export type CaptureMetadata = z.infer<typeof captureMetadataSchema>;
export type CaptureMetadataInput = z.input<typeof captureMetadataSchema>;

export const captureResultSchema = z.object({ capture: captureMetadataSchema });
