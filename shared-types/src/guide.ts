/** Answers that the integration guide defines. */
import { z } from 'zod';
import { cameraSettingsSchema } from './camera/settings.ts';
import { captureSchema } from './library/captures.ts';
import { captureMetadataSchema } from './wire/captures.ts';

const guideCaptureFields = {
  success: z.literal(true),
  filename: z.string(),
  filepath: z.string(),
  timestamp: z.iso.datetime(),
  settings: z.object({ exposure: z.number(), gain: z.number(), resolution: z.object({ width: z.int(), height: z.int() }) }),
  image_info: z.object({ size_bytes: z.int(), format: z.string() }),
  id: z.uuid(),
  url: z.string(),
};

/** The answer to a capture as the integration guide defines it, with additional fields of ours. */
export const guideCaptureSchema = z
  .object({ ...guideCaptureFields, state: z.literal('stored'), capture: captureSchema })
  .meta({ id: 'GuideCapture' });
export type GuideCapture = z.infer<typeof guideCaptureSchema>;

/** The same for a capture that is still at the camera service. `filepath` and `url` answer 404 until it is stored. */
export const guideKeptCaptureSchema = z
  .object({ ...guideCaptureFields, state: z.literal('kept'), message: z.string(), capture: captureMetadataSchema })
  .meta({ id: 'GuideKeptCapture' });
export type GuideKeptCapture = z.infer<typeof guideKeptCaptureSchema>;

/** The settings as the integration guide defines them, with all other settings of the camera. */
export const guideSettingsSchema = z
  .object({
    exposure: z.number(),
    gain: z.number(),
    resolution: z.object({ width: z.int(), height: z.int() }),
    available_resolutions: z.array(z.object({ width: z.int(), height: z.int() })),
    connected: z.boolean(),
    streaming: z.boolean(),
    settings: cameraSettingsSchema,
  })
  .meta({ id: 'GuideSettings' });
export type GuideSettings = z.infer<typeof guideSettingsSchema>;

export const guideHealthSchema = z
  .object({ status: z.enum(['ok', 'error']), service: z.literal('camera'), timestamp: z.iso.datetime() })
  .meta({ id: 'GuideHealth' });
