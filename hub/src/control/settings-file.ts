/** Exports a camera's settings as a file, and imports such files into the same or another camera. */
import {
  cameraInfoSchema,
  fieldIssueSchema,
  SETTING_NAMES,
  settingsUpdateSchema,
  type CameraState,
  type Feature,
  type FieldIssue,
  type SettingName,
  type SettingsUpdate,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { validationFailed } from '../errors.ts';

export const settingsFileSchema = z
  .object({
    kind: z.literal('eyepiece-settings').default('eyepiece-settings'),
    version: z.literal(1).default(1),
    savedAt: z.iso.datetime({ offset: true }).optional(),
    camera: cameraInfoSchema.optional().meta({ description: 'The camera that the settings come from' }),
    settings: z.record(z.string().max(64), z.unknown()).meta({ description: 'As in SettingsUpdate' }),
  })
  .meta({ id: 'SettingsFile' });
type SettingsFile = z.infer<typeof settingsFileSchema>;

/** The names of settings that an import left out, and the reasons. */
export const leftOutSchema = z.object({ leftOut: z.array(z.string()), issues: z.array(fieldIssueSchema) });

export function toSettingsFile({ driver, model, serial, firmware, settings, capabilities }: CameraState): SettingsFile {
  const readings = Object.entries(capabilities.features).flatMap(([name, { readOnly }]) => (readOnly ? name : []));
  return {
    kind: 'eyepiece-settings',
    version: 1,
    savedAt: new Date().toISOString(),
    camera: { driver, model, serial, ...(firmware !== undefined && { firmware }) },
    settings: Object.fromEntries(Object.entries(settings).filter(([name]) => !readings.includes(name))),
  };
}

/**
 * Selects the settings that a camera supports, with reasons for the others. A number beyond the camera's limits is kept:
 * the camera then refuses the whole file.
 * @throws {HubError} validation_failed when a value is invalid for every camera
 */
export function fitSettings(file: SettingsFile, { capabilities }: CameraState): { settings: SettingsUpdate; issues: FieldIssue[] } {
  const issues: FieldIssue[] = [];
  const fitting: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(file.settings)) {
    const message = refusalOf(name, value, capabilities.features);
    if (message === undefined) fitting[name] = withoutPush(name, value);
    else issues.push({ path: name, message });
  }
  const parsed = settingsUpdateSchema.safeParse(fitting);
  if (!parsed.success) throw validationFailed(parsed.error, 'settings');
  return { settings: parsed.data, issues };
}

function refusalOf(name: string, value: unknown, features: CameraState['capabilities']['features']): string | undefined {
  if (!(SETTING_NAMES as string[]).includes(name)) return `${name} is not a known setting`;
  const feature: Feature | undefined = features[name as SettingName];
  if (!feature) return `this camera has no ${name}`;
  if (feature.readOnly) return `${name} is read-only`;
  if (feature.kind !== 'choice' || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const { options } = feature;
  return options.includes(value) || isPush(name, value) ? undefined : `this camera has no ${name} ${value}: it has ${options.join(', ')}`;
}

/** The file already holds the values that a one-push automatic found, so it is not started again. */
function withoutPush(name: string, value: unknown): unknown {
  return isPush(name, value) ? 'off' : value;
}

function isPush(name: string, value: unknown): boolean {
  return name.endsWith('Auto') && value === 'once';
}
