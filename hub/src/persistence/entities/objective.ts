import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { createObjectiveSchema } from '@eyepiece/shared-types';

/** An objective of one camera's microscope, with the scale that it gives. */
export const ObjectiveEntity = defineEntity({
  name: 'Objective',
  tableName: 'objectives',
  properties: {
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
  indexes: [{ name: 'objectives_name', expression: 'create unique index objectives_name on objectives (camera_id, lower(name))' }],
});
export type ObjectiveRow = InferEntity<typeof ObjectiveEntity>;
