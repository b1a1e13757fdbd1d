import { ROLES, type GuestScope, type Role } from '@eyepiece/shared-types';
import type { Principal } from './caller.ts';
import { forbidden, type HubError } from '../errors.ts';

/** The lowest role for each action. `capture:edit` and `capture:delete` apply to own captures. */
const LEAST_ROLE = {
  'camera:view': 'viewer',
  'capture:view': 'viewer',
  'preset:view': 'viewer',
  'session:view': 'viewer',
  'annotation:view': 'viewer',
  'pointer:send': 'viewer',
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
  'metrics:view': 'operator',
  'storage:view': 'operator',
  'control:override': 'admin',
  'audit:view': 'admin',
  'viewer:list': 'admin',
  'diagnostics:view': 'admin',
  'camera:forget': 'admin',
  'storage:edit': 'admin',
  'capture:purge': 'admin',
  'user:admin': 'admin',
} as const satisfies Record<string, Role>;

export type Action = keyof typeof LEAST_ROLE;
export const ACTIONS = Object.keys(LEAST_ROLE) as Action[];
type Someone = Pick<Principal, 'userId' | 'role' | 'guest'>;

/**
 * All actions of guests, independent of role. In addition, `guests` of each route (http/routing/route.ts) and event
 * (sockets/handle.ts) checks the camera, session or capture; guests are refused where it is absent.
 */
const GUEST_ACTIONS: Record<GuestScope['kind'], readonly Action[]> = {
  live: ['camera:view', 'annotation:view'],
  session: ['camera:view', 'annotation:view', 'capture:view', 'session:view', 'session:note', 'annotation:edit', 'pointer:send'],
};

export function can(role: Role, action: Action): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[action]);
}

export function may({ role, guest }: Pick<Principal, 'role' | 'guest'>, action: Action): boolean {
  return guest === undefined ? can(role, action) : GUEST_ACTIONS[guest.kind].includes(action);
}

/** @throws {HubError} forbidden */
export function authorize(principal: Pick<Principal, 'role' | 'guest'>, action: Action): void {
  if (may(principal, action)) return;
  if (principal.guest !== undefined) throw guestsMayNot();
  throw forbidden(`This needs the role ${LEAST_ROLE[action]} or higher; yours is ${principal.role}`);
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
  capture: { readonly user?: { readonly id: string } | undefined },
): void {
  if (can(principal.role, `${action}-any`)) return;
  authorize(principal, action);
  if (capture.user?.id !== principal.userId) {
    throw forbidden(`This needs the role ${LEAST_ROLE[`${action}-any`]}, because the capture is not your own`);
  }
}

/** Users may change their own sessions and notes, operators all. @throws {HubError} forbidden */
export function authorizeOwn(principal: Someone, action: 'session:edit' | 'session:note', ownerId: string | null | undefined): void {
  if (may(principal, `${action}-any`)) return;
  authorize(principal, action);
  if (ownerId !== principal.userId) {
    throw forbidden(`This needs the role ${LEAST_ROLE[`${action}-any`]}, because it is not your own`);
  }
}
