import { p, type InferEntity } from '@mikro-orm/core';
import { ROLES } from '@eyepiece/shared-types';
import { table } from '../table.ts';

/** A user account. Never deleted, only disabled, because captures and the audit trail refer to it. */
export const UserEntity = table('User', 'users', {
  id: p.uuid().primary(),
  email: p.text().unique('users_email_unique').check('email = lower(email)'),
  name: p.text(),
  role: p.enum(ROLES),
  passwordHash: p.text().hidden(),
  disabled: p.boolean(),
  /** Contained in tokens; incrementing it invalidates all tokens of the user. */
  tokenVersion: p.integer(),
  createdAt: p.datetime(3),
  /** An account for programs: nobody knows its password, and nobody may sign in with it. */
  service: p.boolean().default(false),
});
export type UserRow = InferEntity<typeof UserEntity>;

/** The role of a user at one camera. Kept when the camera is forgotten, because it may connect again. */
export const CameraRoleEntity = table('CameraRole', 'camera_roles', {
  userId: p.uuid().primary(),
  cameraId: p.text().primary(),
  role: p.enum(ROLES),
});
