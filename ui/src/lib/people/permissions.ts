import { ROLES, type Role, type User } from '@eyepiece/shared-types';

export type Action =
  'capture' | 'annotate' | 'reconnect' | 'sequence' | 'control' | 'session' | 'share' | 'storage' | 'retain' | 'administer' | 'audit' | 'diagnose';

const LEAST_ROLE: Record<Action, Role> = {
  capture: 'contributor',
  annotate: 'contributor',
  reconnect: 'contributor',
  sequence: 'operator',
  control: 'operator',
  session: 'contributor',
  share: 'operator',
  storage: 'operator',
  retain: 'admin',
  administer: 'admin',
  audit: 'admin',
  diagnose: 'admin',
};
const WORDS: Record<Action, string> = {
  capture: 'capture',
  annotate: 'change captures',
  reconnect: 'search for a lost camera',
  sequence: 'start jobs',
  control: 'change camera settings',
  session: 'manage sessions',
  share: 'share links',
  storage: 'view the storage',
  retain: 'change retention rules',
  administer: 'manage users',
  audit: 'view the audit trail',
  diagnose: 'view the diagnostics',
};

/** Whether the page offers an action; the hub enforces it. */
export function may(role: Role | undefined, action: Action): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

export function whyNot(role: Role | undefined, action: Action): string | null {
  if (may(role, action)) return null;
  return `Your role (${role ?? 'none'}) cannot ${WORDS[action]}; it needs ${LEAST_ROLE[action]} or above.`;
}

/** Session guests may write notes and nothing else. */
export function mayWriteNotes(user: Pick<User, 'role' | 'guest'> | null): boolean {
  return user?.guest ? user.guest.kind === 'session' : may(user?.role, 'session');
}

/** Contributors may change their own sessions and notes, operators all. */
export function mayChangeOf(user: Pick<User, 'id' | 'role' | 'guest'> | null, ownerId: string | undefined): boolean {
  return user !== null && ((!user.guest && may(user.role, 'control')) || (mayWriteNotes(user) && ownerId === user.id));
}
