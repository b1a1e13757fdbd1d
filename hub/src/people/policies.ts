import { ROLES, roleAt, type GuestScope, type Role } from '@eyepiece/shared-types';
import type { Principal, Rights } from './caller.ts';
import { forbidden, type HubError } from '../errors.ts';

/** The lowest role for each action that concerns the hub. Viewing needs no more than the lowest role, at any camera. */
const HUB_ACTIONS = {
  'camera:view': 'viewer',
  'capture:view': 'viewer',
  'preset:view': 'viewer',
  'session:view': 'viewer',
  'annotation:view': 'viewer',
  'pointer:send': 'viewer',
  'metrics:view': 'operator',
  'storage:view': 'operator',
  'audit:view': 'admin',
  'viewer:list': 'admin',
  'diagnostics:view': 'admin',
  'storage:edit': 'admin',
  'capture:purge': 'admin',
  'user:admin': 'admin',
} as const satisfies Record<string, Role>;

/** The lowest role at the camera for each action that concerns a camera. `capture:edit` and `capture:delete` apply to own captures. */
const CAMERA_ACTIONS = {
  'capture:create': 'contributor',
  'session:note': 'contributor',
  'session:edit': 'contributor',
  'annotation:edit': 'contributor',
  'capture:edit': 'contributor',
  'capture:delete': 'contributor',
  'capture:edit-any': 'operator',
  'capture:delete-any': 'operator',
  'session:edit-any': 'operator',
  'session:note-any': 'operator',
  'annotation:delete-any': 'operator',
  'share:edit': 'operator',
  'control:use': 'operator',
  'settings:update': 'operator',
  'camera:fire': 'operator',
  'corrections:update': 'operator',
  'job:control': 'operator',
  'objective:edit': 'operator',
  'preset:edit': 'operator',
  'control:override': 'admin',
  'camera:choose': 'admin',
  'camera:forget': 'admin',
} as const satisfies Record<string, Role>;

export type HubAction = keyof typeof HUB_ACTIONS;
export type CameraAction = keyof typeof CAMERA_ACTIONS;
export type Action = HubAction | CameraAction;
const LEAST_ROLE: Readonly<Record<Action, Role>> = { ...HUB_ACTIONS, ...CAMERA_ACTIONS };
export const ACTIONS = Object.keys(LEAST_ROLE) as Action[];
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

export function can(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

export function may({ role, guest }: Rights, action: HubAction): boolean {
  return guest === undefined ? can(role, action) : GUEST_ACTIONS[guest.kind].includes(action);
}

/** @param cameraId null for what belongs to no single camera: the role of the account counts */
export function mayAt(person: Rights, action: CameraAction, cameraId: string | null): boolean {
  if (person.guest !== undefined) return GUEST_ACTIONS[person.guest.kind].includes(action);
  return can(cameraId === null ? person.role : roleAt(person, cameraId), action);
}

/** Whether the person may do this at all: by the role of the account, or at one of the cameras. */
export function mayAnywhere(person: Rights, action: Action): boolean {
  if (!isCameraAction(action)) return may(person, action);
  return mayAt(person, action, null) || (person.cameraRoles ?? []).some(({ cameraId }) => mayAt(person, action, cameraId));
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

function refusal(person: Rights, action: Action, cameraId: string | null = null): HubError {
  if (person.guest !== undefined) return guestsMayNot();
  const hasOwnRole = person.cameraRoles?.some((one) => one.cameraId === cameraId) ?? false;
  const [where, role] = cameraId !== null && hasOwnRole ? [` at camera ${cameraId}`, roleAt(person, cameraId)] : ['', person.role];
  return forbidden(`This needs the role ${LEAST_ROLE[action]} or higher${where}; yours is ${role}`);
}

/** The error for guests outside the scope of their link. */
export const guestsMayNot = (): HubError => forbidden('This is outside the scope of your link');

export function mayViewCamera({ guest }: Pick<Principal, 'guest'>, cameraId: string): boolean {
  return guest === undefined || guest.cameraId === cameraId;
}

/** Tells which sessions are open. */
export interface OpenSessions {
  isOpen(id: string): boolean;
}

/**
 * Whether the principal may see the activity at a camera: live view, presence, pointers, annotations and control. Guests
 * of a session may do so while the session is open; afterwards they still see the camera's name and state.
 */
export function mayWatch(principal: Pick<Principal, 'guest'>, cameraId: string, sessions: OpenSessions): boolean {
  const { guest } = principal;
  if (!mayViewCamera(principal, cameraId)) return false;
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
    throw forbidden(`This needs the role ${LEAST_ROLE[`${action}-any`]}, because it is not your own`);
  }
}
