/** Rows of users: made, locked and presented. */
import { randomUUID } from 'node:crypto';
import type { CameraRole, CreateUser, User } from '@eyepiece/shared-types';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { UserEntity, type UserRow } from '../persistence/entities/people/user.ts';

/** An address that can receive no mail (RFC 2606), and begins with the name. */
export function serviceAddress(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');
  return `${words === '' ? 'service' : words}-${randomUUID().slice(0, 8)}@service.invalid`;
}

/** Locks admins in a fixed order, so that two concurrent demotions cannot both succeed. */
export async function lockEnabledAdmins(em: SqlEntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    "select id from users where role = 'admin' and not disabled and not service order by id for update",
  );
  return rows.map(({ id }) => id);
}

/** Locks the table, because two hubs may start with the same empty database. */
export async function insertFirst(em: SqlEntityManager, row: UserRow): Promise<boolean> {
  await em.execute('lock table users in share row exclusive mode');
  if ((await em.count(UserEntity)) > 0) return false;
  await em.insert(UserEntity, row);
  return true;
}

export function newRow(input: Pick<CreateUser, 'email' | 'name' | 'role'>, passwordHash: string): UserRow {
  const email = input.email.toLowerCase();
  return { id: randomUUID(), ...input, email, passwordHash, disabled: false, tokenVersion: 0, createdAt: new Date(), service: false };
}

export function toUser({ id, email, name, role, disabled, service }: UserRow, roles: readonly CameraRole[] = []): User {
  const cameraRoles = roles.map(({ cameraId, role: there }) => ({ cameraId, role: there }));
  return { id, email, name, role, ...(cameraRoles.length > 0 && { cameraRoles }), disabled, ...(service && { service }) };
}
