import { ROLES, roleAt, type GuestScope, type KeyScope, type Role } from '@eyepiece/shared-types';
import type { Principal, Rights } from './caller.ts';
import { forbidden, type HubError } from '../errors.ts';
import { hasScope, isCameraOfKey, refusalOfKey } from './key-policies.ts';

interface Needs {
  /** The lowest role. */
  readonly from: Role;
  /** What an API key needs besides the role of its account. */
  readonly scope: KeyScope;
}

/** What each action that concerns the hub needs. Viewing needs no more than the lowest role, at any camera. */
const HUB_ACTIONS = {
  'camera:view': { from: 'viewer', scope: 'watch' },
  'capture:view': { from: 'viewer', scope: 'library:read' },
  'preset:view': { from: 'viewer', scope: 'watch' },
  'group:view': { from: 'viewer', scope: 'watch' },
  'session:view': { from: 'viewer', scope: 'library:read' },
  'annotation:view': { from: 'viewer', scope: 'library:read' },
  'pointer:send': { from: 'viewer', scope: 'watch' },
  'metrics:view': { from: 'operator', scope: 'watch' },
  'storage:view': { from: 'operator', scope: 'library:read' },
  'group:edit': { from: 'operator', scope: 'control' },
  'audit:view': { from: 'admin', scope: 'admin' },
  'viewer:list': { from: 'admin', scope: 'admin' },
  'diagnostics:view': { from: 'admin', scope: 'admin' },
  'storage:edit': { from: 'admin', scope: 'admin' },
  'capture:purge': { from: 'admin', scope: 'admin' },
  'user:admin': { from: 'admin', scope: 'admin' },
} as const satisfies Record<string, Needs>;

/** What each action that concerns a camera needs there. `capture:edit` and `capture:delete` apply to own captures. */
const CAMERA_ACTIONS = {
  'capture:create': { from: 'contributor', scope: 'capture' },
  'session:note': { from: 'contributor', scope: 'library:write' },
  'session:edit': { from: 'contributor', scope: 'library:write' },
  'annotation:edit': { from: 'contributor', scope: 'library:write' },
  'capture:edit': { from: 'contributor', scope: 'library:write' },
  'capture:delete': { from: 'contributor', scope: 'library:write' },
  'capture:edit-any': { from: 'operator', scope: 'library:write' },
  'capture:delete-any': { from: 'operator', scope: 'library:write' },
  'session:edit-any': { from: 'operator', scope: 'library:write' },
  'session:note-any': { from: 'operator', scope: 'library:write' },
  'annotation:delete-any': { from: 'operator', scope: 'library:write' },
  'share:edit': { from: 'operator', scope: 'admin' },
  'control:use': { from: 'operator', scope: 'control' },
  'settings:update': { from: 'operator', scope: 'control' },
  'camera:fire': { from: 'operator', scope: 'control' },
  'live:set': { from: 'operator', scope: 'control' },
  'corrections:update': { from: 'operator', scope: 'control' },
  'job:control': { from: 'operator', scope: 'capture' },
  'objective:edit': { from: 'operator', scope: 'control' },
  'preset:edit': { from: 'operator', scope: 'control' },
  'control:override': { from: 'admin', scope: 'admin' },
  'camera:choose': { from: 'admin', scope: 'admin' },
  'camera:forget': { from: 'admin', scope: 'admin' },
} as const satisfies Record<string, Needs>;

export type HubAction = keyof typeof HUB_ACTIONS;
export type CameraAction = keyof typeof CAMERA_ACTIONS;
export type Action = HubAction | CameraAction;
const NEEDS: Readonly<Record<Action, Needs>> = { ...HUB_ACTIONS, ...CAMERA_ACTIONS };
export const ACTIONS = Object.keys(NEEDS) as Action[];
type Someone = Rights & Pick<Principal, 'userId'>;

/**
 * All actions of guests, independent of role. In addition, `guests` of each route (http/routing/route.ts) and event
 * (sockets/handle.ts) checks the camera, session or capture; guests are refused where it is absent.
 */
const GUEST_ACTIONS: Record<GuestScope['kind'], readonly Action[]> = {
  live: ['camera:view', 'annotation:view'],
  session: ['camera:view', 'annotation:view', 'capture:view', 'session:view', 'session:note', 'annotation:edit', 'pointer:send'],
};

export function isCameraAction(action: Action): action is CameraAction {
  return Object.hasOwn(CAMERA_ACTIONS, action);
}

/** The lowest role that may do it. */
export const lowestRole = (action: Action): Role => NEEDS[action].from;
export const neededScope = (action: Action): KeyScope => NEEDS[action].scope;

export function can(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(NEEDS[action].from);
}

export function may({ role, guest, key }: Rights, action: HubAction): boolean {
  if (guest !== undefined) return GUEST_ACTIONS[guest.kind].includes(action);
  return can(role, action) && hasScope({ key }, NEEDS[action].scope);
}

/** @param cameraId null for what belongs to no single camera: the role of the account counts */
export function mayAt(person: Rights, action: CameraAction, cameraId: string | null): boolean {
  if (person.guest !== undefined) return GUEST_ACTIONS[person.guest.kind].includes(action);
  const role = cameraId === null ? person.role : roleAt(person, cameraId);
  return can(role, action) && hasScope(person, NEEDS[action].scope) && isCameraOfKey(person, cameraId);
}

/** Whether the person may do this at all: by the role of the account, or at one of the cameras. */
export function mayAnywhere(person: Rights, action: Action): boolean {
  if (!isCameraAction(action)) return may(person, action);
  const cameraIds = [null, ...(person.cameraRoles ?? []).map(({ cameraId }) => cameraId), ...(person.key?.cameraIds ?? [])];
  return cameraIds.some((cameraId) => mayAt(person, action, cameraId));
}

/** @throws {HubError} forbidden */
export function authorize(person: Rights, action: HubAction): void {
  if (!may(person, action)) throw refusal(person, action);
}

/** @param cameraId null for what belongs to no single camera @throws {HubError} forbidden */
export function authorizeAt(person: Rights, action: CameraAction, cameraId: string | null): void {
  if (!mayAt(person, action, cameraId)) throw refusal(person, action, cameraId);
}

/** For requests whose camera is checked later. @throws {HubError} forbidden */
export function authorizeAnywhere(person: Rights, action: Action): void {
  if (!mayAnywhere(person, action)) throw refusal(person, action);
}

/** @param cameraId undefined for actions whose camera does not matter */
function refusal(person: Rights, action: Action, cameraId?: string | null): HubError {
  if (person.guest !== undefined) return guestsMayNot();
  const keyRefusal = refusalOfKey(person, NEEDS[action].scope, cameraId);
  if (keyRefusal !== undefined) return keyRefusal;
  const hasOwnRole = person.cameraRoles?.some((one) => one.cameraId === cameraId) ?? false;
  const [where, role] =
    typeof cameraId === 'string' && hasOwnRole ? [` at camera ${cameraId}`, roleAt(person, cameraId)] : ['', person.role];
  return forbidden(`This needs the role ${NEEDS[action].from} or higher${where}; yours is ${role}`);
}

/** The error for guests outside the scope of their link. */
export const guestsMayNot = (): HubError => forbidden('This is outside the scope of your link');

export function mayViewCamera({ guest, key }: Pick<Principal, 'guest' | 'key'>, cameraId: string): boolean {
  return (guest === undefined || guest.cameraId === cameraId) && isCameraOfKey({ key }, cameraId);
}

/** Tells which sessions are open. */
export interface OpenSessions {
  isOpen(id: string): boolean;
}

/**
 * Whether the principal may see the activity at a camera: live view, presence, pointers, annotations and control. Guests
 * of a session may do so while the session is open; afterwards they still see the camera's name and state.
 */
export function mayWatch(principal: Pick<Principal, 'guest' | 'key'>, cameraId: string, sessions: OpenSessions): boolean {
  const { guest } = principal;
  if (!mayViewCamera(principal, cameraId) || !hasScope(principal, NEEDS['camera:view'].scope)) return false;
  return guest?.kind !== 'session' || (guest.sessionId !== null && sessions.isOpen(guest.sessionId));
}

export function mayViewSession({ guest }: Pick<Principal, 'guest'>, sessionId: string | null | undefined): boolean {
  if (guest === undefined) return true;
  return guest.kind === 'session' && guest.sessionId !== null && guest.sessionId === sessionId;
}

export function mayViewCapture(principal: Pick<Principal, 'guest'>, capture: { readonly sessionId?: string | undefined }): boolean {
  return mayViewSession(principal, capture.sessionId);
}

/** Contributors may change their own captures, operators all. @throws {HubError} forbidden */
export function authorizeCapture(
  principal: Someone,
  action: 'capture:edit' | 'capture:delete',
  capture: { readonly cameraId: string; readonly user?: { readonly id: string } | undefined },
): void {
  authorizeOwn(principal, action, { cameraId: capture.cameraId, ownerId: capture.user?.id });
}

/** Contributors may change their own captures, sessions and notes, operators all. @throws {HubError} forbidden */
export function authorizeOwn(
  principal: Someone,
  action: 'capture:edit' | 'capture:delete' | 'session:edit' | 'session:note',
  { cameraId, ownerId }: { readonly cameraId: string; readonly ownerId: string | null | undefined },
): void {
  if (mayAt(principal, `${action}-any`, cameraId)) return;
  authorizeAt(principal, action, cameraId);
  if (ownerId !== principal.userId) {
    throw forbidden(`This needs the role ${NEEDS[`${action}-any`].from}, because it is not your own`);
  }
}
