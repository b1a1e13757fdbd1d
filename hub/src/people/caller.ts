/** The caller of an operation: identity, role and sign-in. */
import { PERSON_NAME_MAX, type CameraRole, type GuestScope, type KeyPass, type Role, type Roles, type User } from '@eyepiece/shared-types';

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
  /** The sign-in that issued the token or feed address; with an API key, the id of the key. */
  readonly loginSessionId: string;
  /** Set for guests, who signed in through a share link: the only resources they may see. */
  readonly guest?: GuestPass;
  /** Set for programs that use an API key: the only things they may do. */
  readonly key?: KeyPass;
}

/** A share link and the scope that it grants. */
export interface GuestPass extends GuestScope {
  readonly shareId: string;
}

/** What the permissions of a person follow from. */
export type Rights = Roles & Pick<Principal, 'guest' | 'key'>;

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly address?: string;
}

/** A person whose rights are known. */
export type Caller = Person & Rights;

/** The name for histories, logs and the audit trail. Guests and keys are marked, so that they cannot pose as a user. */
export function writtenName({ name, guest, key }: Pick<Principal, 'name' | 'guest' | 'key'>): string {
  if (key !== undefined) return withMark(name, ` (key ${key.name})`);
  return guest === undefined ? name : withMark(name, ' (guest)');
}

/** Camera services refuse longer names. */
function withMark(name: string, mark: string): string {
  const room = PERSON_NAME_MAX - mark.length;
  return (name.length <= room ? name : `${name.slice(0, room - 1).replace(/[\ud800-\udbff]$/, '')}…`) + mark;
}

/** The caller as the API shows it to the caller itself. Guests have no account row to read. */
export function userOfPrincipal({ userId, email, name, role, cameraRoles, guest, key }: Principal): User {
  if (guest === undefined) {
    return { id: userId, email, name, role, ...(cameraRoles && { cameraRoles: [...cameraRoles] }), disabled: false, ...(key && { key }) };
  }
  const { shareId: _shareId, ...scope } = guest;
  return { id: userId, email, name, role, disabled: false, guest: scope };
}

/** The user as sent to camera services. */
export function userOf({ userId, name }: Person): { id: string; name: string } {
  return { id: userId, name };
}
