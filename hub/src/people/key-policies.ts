/** What an API key allows. Without a key everything is allowed here: the role and the link of a guest decide. */
import { ANNOUNCEMENT_SCOPES, type Announcement, type KeyPass, type KeyScope, type RouteScope } from '@eyepiece/shared-types';
import { forbidden, type HubError } from '../errors.ts';

interface Keyed {
  readonly key?: KeyPass | undefined;
}

export function hasScope({ key }: Keyed, scope: RouteScope): boolean {
  if (key === undefined || scope === 'any' || scope === 'public') return true;
  return scope !== 'never' && key.scopes.includes(scope);
}

/** @param cameraId null for what belongs to no single camera, which is refused to keys that are limited to cameras */
export function isCameraOfKey({ key }: Keyed, cameraId: string | null): boolean {
  const { cameraIds = null } = key ?? {};
  return cameraIds === null || (cameraId !== null && cameraIds.includes(cameraId));
}

/** @throws {HubError} forbidden */
export function authorizeScope(principal: Keyed, scope: RouteScope): void {
  if (!hasScope(principal, scope)) throw lacksScope(scope);
}

/** @throws {HubError} forbidden */
export function authorizeKeyCamera(principal: Keyed, cameraId: string | null): void {
  if (!isCameraOfKey(principal, cameraId)) throw otherCamera(principal, cameraId);
}

/** Whether a connection receives an event of the hub. @param cameraId null for an event about no single camera */
export function mayReceive(principal: Keyed, event: Announcement, cameraId: string | null): boolean {
  const scope = ANNOUNCEMENT_SCOPES[event];
  return hasScope(principal, scope) && (scope === 'any' || isCameraOfKey(principal, cameraId));
}

/** Why a key does not allow an action; undefined if it does. @param cameraId undefined for actions that concern no cameras */
export function refusalOfKey(principal: Keyed, scope: KeyScope, cameraId: string | null | undefined): HubError | undefined {
  if (!hasScope(principal, scope)) return lacksScope(scope);
  return cameraId === undefined || isCameraOfKey(principal, cameraId) ? undefined : otherCamera(principal, cameraId);
}

function lacksScope(scope: RouteScope): HubError {
  if (scope === 'never') return forbidden('API keys may not do this: sign in with a password');
  return forbidden(`This needs an API key with the scope ${scope}`);
}

function otherCamera({ key }: Keyed, cameraId: string | null): HubError {
  const allowed = `this API key may be used only for ${(key?.cameraIds ?? []).join(', ')}`;
  if (cameraId === null) return forbidden(`The request is about no single camera, and ${allowed}`);
  return forbidden(`The request is about camera ${cameraId}, and ${allowed}`);
}
