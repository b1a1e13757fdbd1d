import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { CameraSettings, Capabilities } from '@eyepiece/shared-types';

/** A camera that has said hello at least once, as it last described itself. */
export const CameraEntity = defineEntity({
  name: 'Camera',
  tableName: 'cameras',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    driver: p.text(),
    model: p.text(),
    serial: p.text(),
    firmware: p.text().nullable(),
    capabilities: p.json<Capabilities>(),
    /** What it was set to when it was last seen; null for one that has not been seen since this is kept. */
    settings: p.json<CameraSettings>().nullable(),
    /** The objective in use. */
    objectiveId: p.uuid().nullable(),
    lastSeenAt: p.datetime(3),
  },
});
export type CameraRow = InferEntity<typeof CameraEntity>;
