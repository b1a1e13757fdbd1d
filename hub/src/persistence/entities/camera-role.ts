import { p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '@eyepiece/shared-types';
import { table } from './table.ts';

/** The role of a user at one camera. Kept when the camera is forgotten, because it may connect again. */
export const CameraRoleEntity = table('CameraRole', 'camera_roles', {
  userId: p.uuid().primary(),
  cameraId: p.text().primary(),
  role: p.enum(ROLES),
});
export type CameraRoleRow = InferEntity<typeof CameraRoleEntity>;
