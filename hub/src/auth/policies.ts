import { ROLES, type Role } from '@eyepiece/shared-types';
import { forbidden } from '../errors.ts';
import type { Principal } from './tokens.ts';

/** Who may do what: the least role for each action. `capture:edit` and `capture:delete` are about one's own captures. */
const LEAST_ROLE = {
  'camera:view': 'viewer',
  'capture:view': 'viewer',
  'preset:view': 'viewer',
  'capture:create': 'contributor',
  'capture:edit': 'contributor',
  'capture:delete': 'contributor',
  'capture:edit-any': 'operator',
  'capture:delete-any': 'operator',
  'settings:update': 'operator',
  'preset:edit': 'operator',
  'metrics:view': 'operator',
  'audit:view': 'admin',
  'viewer:list': 'admin',
  'user:admin': 'admin',
} as const satisfies Record<string, Role>;

export type Action = keyof typeof LEAST_ROLE;
export const ACTIONS = Object.keys(LEAST_ROLE) as Action[];
type Someone = Pick<Principal, 'userId' | 'role'>;

export function can(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

/** @throws {HubError} forbidden */
export function authorize({ role }: Pick<Principal, 'role'>, action: Action): void {
  if (!can(role, action)) throw forbidden(`This needs the role ${LEAST_ROLE[action]} or higher; yours is ${role}`);
}

/** Contributors change what they took themselves, operators everything. @throws {HubError} forbidden */
export function authorizeCapture(
  principal: Someone,
  action: 'capture:edit' | 'capture:delete',
  capture: { readonly user?: { readonly id: string } | undefined },
): void {
  if (can(principal.role, `${action}-any`)) return;
  authorize(principal, action);
  if (capture.user?.id !== principal.userId) {
    throw forbidden(`Only captures of your own: those of others need the role ${LEAST_ROLE[`${action}-any`]}`);
  }
}
