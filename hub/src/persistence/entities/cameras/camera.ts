import { p, type InferEntity } from '@mikro-orm/core';
import { createObjectiveSchema, type CameraSettings, type Capabilities } from '@eyepiece/shared-types';
import { table, uniqueIndex } from '../table.ts';

/** The last description of a camera that has connected at least once. */
export const CameraEntity = table('Camera', 'cameras', {
  id: p.text().primary(),
  name: p.text(),
  driver: p.text(),
  model: p.text(),
  serial: p.text(),
  firmware: p.text().nullable(),
  capabilities: p.json<Capabilities>(),
  /** Last known settings; null in rows older than this column. */
  settings: p.json<CameraSettings>().nullable(),
  /** The objective in use. */
  objectiveId: p.uuid().nullable(),
  lastSeenAt: p.datetime(3),
});
export type CameraRow = InferEntity<typeof CameraEntity>;

/** An objective of a camera's microscope, with its scale. */
export const ObjectiveEntity = table(
  'Objective',
  'objectives',
  {
    id: p.uuid().primary(),
    cameraId: p.text(),
    name: p.text(),
    magnification: p.double().$type<number>().nullable(),
    numericalAperture: p.double().$type<number>().nullable(),
    immersion: p.enum(createObjectiveSchema.shape.immersion.unwrap().options).nullable(),
    umPerPixel: p.double().$type<number>().nullable(),
    /** When `umPerPixel` got its value. */
    calibratedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
  { indexes: [uniqueIndex('objectives_name', 'on objectives (camera_id, lower(name))')] },
);
export type ObjectiveRow = InferEntity<typeof ObjectiveEntity>;
