/** Settings as a file. The camera service decides what a file holds and what of it a camera takes. */
import { z } from 'zod';
import { fieldIssueSchema } from '../errors.ts';
import { cameraInfoSchema } from './info.ts';
import { cameraSettingsSchema, settingsUpdateSchema } from './settings.ts';

/** Maximum settings in a file. */
const SETTINGS_MAX = 100;

export const settingsFileSchema = z
  .object({
    kind: z.literal('eyepiece-settings').default('eyepiece-settings').meta({ description: 'Kind of the file' }),
    version: z.literal(1).default(1).meta({ description: 'Version of the format' }),
    savedAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it was made' }),
    camera: cameraInfoSchema.optional().meta({ description: 'The camera that the settings were read from' }),
    settings: z
      .record(z.string().max(64), z.unknown())
      .refine((settings) => Object.keys(settings).length <= SETTINGS_MAX, `at most ${SETTINGS_MAX} settings`)
      .meta({ description: 'As in SettingsUpdate' }),
  })
  .meta({ id: 'SettingsFile' });
export type SettingsFile = z.infer<typeof settingsFileSchema>;

export const settingsExportParamsSchema = z.object({});
export const settingsExportResultSchema = z.object({ file: settingsFileSchema });
export const settingsImportParamsSchema = z.object({ file: settingsFileSchema });
export const settingsImportResultSchema = z.object({
  settings: cameraSettingsSchema,
  applied: settingsUpdateSchema.meta({ description: 'The settings of the file that the camera has' }),
  leftOut: z.array(fieldIssueSchema).meta({ description: 'The other settings, each with the reason' }),
});
export type SettingsImportResult = z.infer<typeof settingsImportResultSchema>;
