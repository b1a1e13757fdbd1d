/** Answers that the integration guide defines. */
import { z } from 'zod';
import { cameraSettingsSchema } from '../camera/settings.ts';
import { captureSchema } from '../library/captures.ts';
import { captureMetadataSchema } from '../wire/captures.ts';

const resolutionSchema = z.object({
  width: z.int().meta({ description: 'Width, px' }),
  height: z.int().meta({ description: 'Height, px' }),
});
const exposureSchema = z.number().meta({ description: 'Exposure time, ms' });
const gainSchema = z.number().meta({ description: 'Analogue gain, dB' });

const guideCaptureFields = {
  success: z.literal(true).meta({ description: 'Always true: errors have another form' }),
  filename: z.string().meta({ description: 'Name of the file at the camera service' }),
  filepath: z.string().meta({ description: 'Path of the file on the hub' }),
  timestamp: z.iso.datetime().meta({ description: 'When it was taken' }),
  settings: z
    .object({ exposure: exposureSchema, gain: gainSchema, resolution: resolutionSchema.meta({ description: 'Size of the picture' }) })
    .meta({ description: 'Settings of the picture' }),
  image_info: z
    .object({
      size_bytes: z.int().meta({ description: 'Size of the file, bytes' }),
      format: z.string().meta({ description: 'Format of the file' }),
    })
    .meta({ description: 'The file' }),
  id: z.uuid().meta({ description: 'Id of the capture' }),
  url: z.string().meta({ description: 'Path of the file on the hub' }),
};

/** The answer to a capture as the integration guide defines it, with additional fields of ours. */
export const guideCaptureSchema = z
  .object({ ...guideCaptureFields, state: z.literal('stored').meta({ description: 'File and row are durable' }), capture: captureSchema })
  .meta({ id: 'GuideCapture' });
export type GuideCapture = z.infer<typeof guideCaptureSchema>;

/** The same for a capture that is still at the camera service. `filepath` and `url` answer 404 until it is stored. */
export const guideKeptCaptureSchema = z
  .object({
    ...guideCaptureFields,
    state: z.literal('kept').meta({ description: 'Durable at the camera service' }),
    message: z.string().meta({ description: 'When it is stored' }),
    capture: captureMetadataSchema,
  })
  .meta({ id: 'GuideKeptCapture' });
export type GuideKeptCapture = z.infer<typeof guideKeptCaptureSchema>;

/** The settings as the integration guide defines them, with all other settings of the camera. */
export const guideSettingsSchema = z
  .object({
    exposure: exposureSchema,
    gain: gainSchema,
    resolution: resolutionSchema.meta({ description: 'Size of the ROI' }),
    available_resolutions: z.array(resolutionSchema).meta({ description: 'Usual sizes of the ROI' }),
    connected: z.boolean().meta({ description: 'Whether the device is there' }),
    streaming: z.boolean().meta({ description: 'Whether frames arrive' }),
    settings: cameraSettingsSchema,
  })
  .meta({ id: 'GuideSettings' });
export type GuideSettings = z.infer<typeof guideSettingsSchema>;

export const guideHealthSchema = z
  .object({
    status: z.enum(['ok', 'error']).meta({ description: 'Whether the camera is there' }),
    service: z.literal('camera').meta({ description: 'What is asked about' }),
    timestamp: z.iso.datetime().meta({ description: 'Time of the answer' }),
  })
  .meta({ id: 'GuideHealth' });
