/** Groups of cameras, and settings copied from one camera to others. */
import { z } from 'zod';
import { errorCodeSchema, fieldIssueSchema } from '../errors.ts';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema, uuidSchema } from '../primitives.ts';
import { SETTING_NAMES, settingsUpdateSchema, type SettingName } from './settings.ts';

/** Maximum cameras in a group, and in one order. */
export const GROUP_CAMERAS_MAX = 200;
export const GROUP_NAME_MAX = 80;

const camerasSchema = z
  .array(cameraIdSchema)
  .max(GROUP_CAMERAS_MAX)
  .transform((ids) => [...new Set(ids)]);

const groupNameSchema = nameSchema(GROUP_NAME_MAX).meta({ description: 'Unique, ignoring case' });

export const cameraGroupSchema = z
  .object({
    id: z.uuid().meta({ description: 'Id of the group' }),
    name: z.string().meta({ description: 'Unique, ignoring case' }),
    cameraIds: z.array(z.string()).meta({ description: 'In the order in which they were added' }),
    createdAt: z.iso.datetime().meta({ description: 'When the group was created' }),
  })
  .meta({ id: 'CameraGroup' });
export type CameraGroup = z.infer<typeof cameraGroupSchema>;
export const cameraGroupListSchema = z.object({ groups: z.array(cameraGroupSchema).meta({ description: 'By name' }) });

export const createCameraGroupSchema = z.strictObject({
  name: groupNameSchema,
  cameraIds: camerasSchema.default([]).meta({ description: 'Listed cameras, each once' }),
});
export type CreateCameraGroup = z.input<typeof createCameraGroupSchema>;

/** Cameras are added and removed one by one, so that two people can change a group at the same time. */
export const updateCameraGroupSchema = z
  .strictObject({
    name: groupNameSchema,
    add: camerasSchema.meta({ description: 'Cameras to add' }),
    remove: camerasSchema.meta({ description: 'Cameras to remove' }),
  })
  .partial();
export type UpdateCameraGroup = z.input<typeof updateCameraGroupSchema>;

/** The cameras of an order: those of a group at this moment, or these. */
export const targetFields = {
  groupId: uuidSchema.optional().meta({ description: 'The cameras of this group at the moment of the order' }),
  cameraIds: camerasSchema.optional().meta({ description: `1 to ${String(GROUP_CAMERAS_MAX)} cameras` }),
};

interface Targets {
  readonly groupId?: string | undefined;
  readonly cameraIds?: readonly string[] | undefined;
}

export function namesCameras({ groupId, cameraIds }: Targets): boolean {
  return (groupId === undefined) !== (cameraIds === undefined) && cameraIds?.length !== 0;
}
export const NAMES_CAMERAS = { message: 'either groupId or cameraIds with at least one camera', path: ['cameraIds'] };

/** Why an order failed at one camera. */
export const orderFailureSchema = z.object({
  code: errorCodeSchema.meta({ description: 'As in an error of one camera' }),
  message: z.string().meta({ description: 'For people, with the values' }),
  issues: z.array(fieldIssueSchema).optional().meta({ description: 'Invalid fields' }),
});

export const copySettingsSchema = z
  .strictObject({
    from: cameraIdSchema.meta({ description: 'The source' }),
    ...targetFields,
    settings: z
      .array(z.enum(SETTING_NAMES as [SettingName, ...SettingName[]]))
      .min(1)
      .max(SETTING_NAMES.length)
      .optional()
      .meta({ description: 'Only these; default: all that can be changed at the source' }),
  })
  .refine(namesCameras, NAMES_CAMERAS)
  .meta({ id: 'CopySettings' });
export type CopySettings = z.input<typeof copySettingsSchema>;

export const copyResultSchema = z.object({
  cameraId: z.string().meta({ description: 'The target' }),
  applied: settingsUpdateSchema.meta({ description: 'Settings of the source that this camera has taken' }),
  skipped: z.array(fieldIssueSchema).meta({ description: 'The others, each with the reason. No value is replaced by a similar one' }),
  error: orderFailureSchema.optional().meta({ description: 'Why nothing was applied' }),
});
export type CopyResult = z.infer<typeof copyResultSchema>;
export const settingsCopySchema = z
  .object({ results: z.array(copyResultSchema).meta({ description: 'One per target' }) })
  .meta({ id: 'SettingsCopy' });
export type SettingsCopy = z.infer<typeof settingsCopySchema>;
