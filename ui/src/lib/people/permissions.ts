import { ROLES, roleAt, type Role, type Roles, type User } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';
import { ROLE_NAMES } from './role-names.ts';

export type Action =
  | 'capture'
  | 'annotate'
  | 'reconnect'
  | 'sequence'
  | 'control'
  | 'override'
  | 'session'
  | 'share'
  | 'storage'
  | 'retain'
  | 'administer'
  | 'audit'
  | 'diagnose';

const LEAST_ROLE: Record<Action, Role> = {
  capture: 'contributor',
  annotate: 'contributor',
  reconnect: 'contributor',
  sequence: 'operator',
  control: 'operator',
  override: 'admin',
  session: 'contributor',
  share: 'operator',
  storage: 'operator',
  retain: 'admin',
  administer: 'admin',
  audit: 'admin',
  diagnose: 'admin',
};
const WORDS: Record<Action, string> = {
  capture: t('capture', undefined, 'do'),
  annotate: 'change captures',
  reconnect: 'search for a lost camera',
  sequence: 'start jobs',
  control: 'change camera settings',
  override: 'take control from others',
  session: 'manage sessions',
  share: 'share links',
  storage: 'view the storage',
  retain: 'change retention rules',
  administer: 'manage users',
  audit: 'view the audit trail',
  diagnose: 'view the diagnostics',
};

/** The role of the user at a camera; without a camera, that of the account. */
export function roleOf(user: Roles | null | undefined, cameraId: string | undefined): Role | undefined {
  if (!user) return undefined;
  return cameraId === undefined ? user.role : roleAt(user, cameraId);
}

/** The highest role that the user has anywhere, for what concerns captures of several cameras. */
export function highestRole(user: Roles | null | undefined): Role | undefined {
  const roles = user ? [user.role, ...(user.cameraRoles ?? []).map(({ role }) => role)] : [];
  return ROLES.findLast((role) => roles.includes(role));
}

/** Whether the page offers an action; the hub enforces it. */
export function may(role: Role | undefined, action: Action): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

export function whyNot(role: Role | undefined, action: Action): string | null {
  if (may(role, action)) return null;
  return `Your role (${role ? ROLE_NAMES[role] : t('none')}) cannot ${WORDS[action]}; it needs ${ROLE_NAMES[LEAST_ROLE[action]]} or above.`;
}

/** Session guests may write notes and nothing else. */
export function mayWriteNotes(user: (Roles & Pick<User, 'guest'>) | null, cameraId: string | undefined): boolean {
  return user?.guest ? user.guest.kind === 'session' : may(roleOf(user, cameraId), 'session');
}

/** Contributors may change their own sessions and notes, operators all. */
export function mayChangeOf(
  user: (Roles & Pick<User, 'id' | 'guest'>) | null,
  { cameraId, ownerId }: { readonly cameraId: string | undefined; readonly ownerId: string | undefined },
): boolean {
  if (user === null) return false;
  return (!user.guest && may(roleOf(user, cameraId), 'control')) || (mayWriteNotes(user, cameraId) && ownerId === user.id);
}
