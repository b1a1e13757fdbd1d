import { p, type InferEntity } from '@mikro-orm/core';
import type { SettingsUpdate } from '@eyepiece/shared-types';
import { table, uniqueIndex } from '../table.ts';

/** Named settings for one camera, or for any camera when `cameraId` is null. */
export const SettingsPresetEntity = table(
  'SettingsPreset',
  'settings_presets',
  {
    id: p.uuid().primary(),
    name: p.text(),
    cameraId: p.text().nullable(),
    settings: p.json<SettingsUpdate>(),
    createdAt: p.datetime(3),
  },
  { indexes: [uniqueIndex('settings_presets_name', "on settings_presets (coalesce(camera_id, ''), lower(name))")] },
);
export type SettingsPresetRow = InferEntity<typeof SettingsPresetEntity>;
