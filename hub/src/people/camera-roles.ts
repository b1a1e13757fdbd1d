/** Roles of users at single cameras, in the database. */
import { CAMERA_ROLES_MAX, type CameraRole, type UpdateUser } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { limitReached } from '../errors.ts';
import { CameraRoleEntity } from '../persistence/entities/people/user.ts';

export async function rolesOf(em: SqlEntityManager, userId: string): Promise<CameraRole[]> {
  const rows = await em.find(CameraRoleEntity, { userId }, { orderBy: { cameraId: 'asc' } });
  return rows.map(({ cameraId, role }) => ({ cameraId, role }));
}

/** Sets and removes roles, under the lock of the user's row. @returns all roles @throws {HubError} limit_reached */
export async function changeRoles(em: SqlEntityManager, userId: string, changes: UpdateUser['cameraRoles'] = []): Promise<CameraRole[]> {
  for (const { cameraId, role } of changes) {
    if (role === null) await em.nativeDelete(CameraRoleEntity, { userId, cameraId });
    else await em.upsert(CameraRoleEntity, { userId, cameraId, role });
  }
  const roles = await rolesOf(em, userId);
  if (roles.length > CAMERA_ROLES_MAX) {
    throw limitReached(`A person may have a role of their own at ${String(CAMERA_ROLES_MAX)} cameras, which is the limit`);
  }
  return roles;
}
