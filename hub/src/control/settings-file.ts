/** A camera's settings as a file, as its service writes them too, and such a file for a camera that may be another. */
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
    camera: cameraInfoSchema.optional().meta({ description: 'Whose settings they were' }),
    settings: z.record(z.string().max(64), z.unknown()).meta({ description: 'As in SettingsUpdate' }),
  })
  .meta({ id: 'SettingsFile' });
type SettingsFile = z.infer<typeof settingsFileSchema>;

/** The rest of what an import answers: the names of what was left out, and why each. */
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
 * What of a file a camera can take, and why it cannot take the rest. A number beyond the camera's limits is not left
 * out: the camera refuses it, and with it all of the file.
 * @throws {HubError} validation_failed when a value is none that any camera would take
 */
export function fitSettings(file: SettingsFile, { capabilities }: CameraState): { settings: SettingsUpdate; issues: FieldIssue[] } {
  const issues: FieldIssue[] = [];
  const fitting: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(file.settings)) {
    const message = obstacle(name, value, capabilities.features);
    if (message === undefined) fitting[name] = withoutPush(name, value);
    else issues.push({ path: name, message });
  }
  const parsed = settingsUpdateSchema.safeParse(fitting);
  if (!parsed.success) throw validationFailed(parsed.error, 'settings');
  return { settings: parsed.data, issues };
}

function obstacle(name: string, value: unknown, features: CameraState['capabilities']['features']): string | undefined {
  if (!(SETTING_NAMES as string[]).includes(name)) return `${name} is not a setting that is known`;
  const feature: Feature | undefined = features[name as SettingName];
  if (!feature) return `this camera has no ${name}`;
  if (feature.readOnly) return `${name} can only be read`;
  if (feature.kind !== 'choice' || (typeof value !== 'string' && typeof value !== 'number')) return undefined;
  const { options } = feature;
  return options.includes(value) || isPush(name, value) ? undefined : `this camera has no ${name} ${value}: it has ${options.join(', ')}`;
}

/** What a one-push automatic found is among the values; it does not search again. */
function withoutPush(name: string, value: unknown): unknown {
  return isPush(name, value) ? 'off' : value;
}

function isPush(name: string, value: unknown): boolean {
  return name.endsWith('Auto') && value === 'once';
}
