import { ROLES, type Role, type User } from '@eyepiece/shared-types';

export type Deed =
  'capture' | 'annotate' | 'reconnect' | 'sequence' | 'control' | 'session' | 'share' | 'storage' | 'retain' | 'administer';

const LEAST_ROLE: Record<Deed, Role> = {
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
};
const WORDS: Record<Deed, string> = {
  capture: 'capture',
  annotate: 'change captures',
  reconnect: 'look for a lost camera',
  sequence: 'start jobs',
  control: 'change camera settings',
  session: 'keep a session',
  share: 'share links',
  storage: 'see the storage',
  retain: 'change what is kept',
  administer: 'manage people',
};

/** What the page offers; the hub decides. */
export function may(role: Role | undefined, deed: Deed): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[deed]);
}

export function whyNot(role: Role | undefined, deed: Deed): string | null {
  if (may(role, deed)) return null;
  return `Your role (${role ?? 'none'}) cannot ${WORDS[deed]}; it takes ${LEAST_ROLE[deed]} or above.`;
}

/** Notes are the one thing that a guest of a session may write. */
export function mayWriteNotes(user: Pick<User, 'role' | 'guest'> | null): boolean {
  return user?.guest ? user.guest.kind === 'session' : may(user?.role, 'session');
}

/** Contributors change the sessions and notes that are their own, operators all. */
export function mayChangeOf(user: Pick<User, 'id' | 'role' | 'guest'> | null, ownerId: string | undefined): boolean {
  return user !== null && ((!user.guest && may(user.role, 'control')) || (mayWriteNotes(user) && ownerId === user.id));
}
