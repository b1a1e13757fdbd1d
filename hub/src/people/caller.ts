/** The caller of an operation: identity, role and sign-in. */
import type { CameraRole, GuestScope, Role, Roles, User } from '@eyepiece/shared-types';

/** A signed-in caller. */
export interface Principal {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Roles at single cameras, which replace `role` there. */
  readonly cameraRoles?: readonly CameraRole[];
  readonly tokenVersion: number;
  readonly expiresAtMs: number;
  /** The sign-in that issued the token or feed address. */
  readonly loginSessionId: string;
  /** Set for guests, who signed in through a share link: the only resources they may see. */
  readonly guest?: GuestPass;
}

/** A share link and the scope that it grants. */
export interface GuestPass extends GuestScope {
  readonly shareId: string;
}

/** What the permissions of a person follow from. */
export type Rights = Roles & Pick<Principal, 'guest'>;

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly address?: string;
}

/** A person whose rights are known. */
export type Caller = Person & Rights;

/** The name for histories, logs and the audit trail. Guests are marked, so that they cannot pose as a user. */
export function writtenName({ name, guest }: Pick<Principal, 'name' | 'guest'>): string {
  return guest === undefined ? name : `${name} (guest)`;
}

/** The caller as the API shows it to the caller itself. Guests have no account row to read. */
export function userOfPrincipal({ userId, email, name, role, cameraRoles, guest }: Principal): User {
  if (guest === undefined) return { id: userId, email, name, role, ...(cameraRoles && { cameraRoles: [...cameraRoles] }), disabled: false };
  const { shareId: _shareId, ...scope } = guest;
  return { id: userId, email, name, role, disabled: false, guest: scope };
}

/** The user as sent to camera services. */
export function userOf({ userId, name }: Person): { id: string; name: string } {
  return { id: userId, name };
}
