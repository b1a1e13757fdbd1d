import { ROLES, type Role } from '@eyepiece/shared-types';

export type Deed = 'capture' | 'annotate' | 'reconnect' | 'control' | 'administer';

const LEAST_ROLE: Record<Deed, Role> = {
  capture: 'contributor',
  annotate: 'contributor',
  reconnect: 'contributor',
  control: 'operator',
  administer: 'admin',
};
const WORDS: Record<Deed, string> = {
  capture: 'capture',
  annotate: 'change captures',
  reconnect: 'look for a lost camera',
  control: 'change camera settings',
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
