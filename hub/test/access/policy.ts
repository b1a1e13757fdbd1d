/** Access rules of routes and events, and the outcome that each caller should get. */
import { ROLES, type ErrorCode, type KeyScope, type Role, type RouteScope } from '@eyepiece/shared-types';
import {
  AT_CAMERAS,
  GUESTS,
  isAtCameras,
  isKey,
  isRole,
  KEYS,
  STRANGERS,
  type CallerName,
  type GuestName,
  type StrangerName,
} from './callers.ts';

export interface Policy {
  /** The lowest role that is served. `anyone`: no token is needed, and an invalid one is ignored. */
  readonly from: Role | 'anyone';
  /** Which role counts: that at the camera, by default; `hub`: that of the account; `any`: the higher one. */
  readonly roleOf?: 'hub' | 'any';
  /** Guests that are served; all others are refused. */
  readonly guests?: readonly GuestName[];
  /** Callers without a valid session token that are served all the same. */
  readonly besides?: readonly StrangerName[];
  /** A scope that a key needs besides that of the route or event. */
  readonly alsoScope?: KeyScope;
  /** Whether a key that is limited to other cameras is served, with an answer that leaves out what it may not see. */
  readonly limitedKeys?: true;
  /** Whether the request is about cameras, so that a key that is limited to them is served; by default what its address says. */
  readonly ofCameras?: boolean;
  /** The refusal that every caller gets here, because the scene lacks what the request needs. */
  readonly refused?: ErrorCode;
}

export type Outcome = 'served' | ErrorCode;

/** @param scope of the route or event, in the contract. @param ofCameras unless the policy says otherwise */
export function outcomeFor(policy: Policy, caller: CallerName, scope: RouteScope, ofCameras: boolean): Outcome {
  const { from, roleOf, guests = [], besides = [], refused } = policy;
  if (refused !== undefined) return refused;
  if (from === 'anyone') return 'served';
  const served = (role: Role): Outcome => (ROLES.indexOf(role) >= ROLES.indexOf(from) ? 'served' : 'forbidden');
  if (isRole(caller)) return served(caller);
  if (isKey(caller)) return keyOutcome({ ofCameras, ...policy }, KEYS[caller], scope);
  if (isAtCameras(caller)) {
    const { role, there } = AT_CAMERAS[caller];
    if (roleOf === 'any') return served('operator');
    return served(roleOf === 'hub' ? role : there);
  }
  if ((GUESTS as readonly string[]).includes(caller)) return guests.includes(caller as GuestName) ? 'served' : 'forbidden';
  const stranger = caller as StrangerName;
  return besides.includes(stranger) ? 'served' : STRANGERS[stranger];
}

function keyOutcome(
  { alsoScope, limitedKeys, ofCameras }: Policy,
  { scopes, cameraIds }: (typeof KEYS)[keyof typeof KEYS],
  scope: RouteScope,
): Outcome {
  if (scope === 'any') return 'served';
  const needed = [scope, ...(alsoScope ? [alsoScope] : [])];
  const hasAll = needed.every((one) => (scopes as readonly string[]).includes(one));
  const isInside = cameraIds === null || limitedKeys === true || (ofCameras === true && (cameraIds as readonly string[]).includes('stage'));
  return hasAll && isInside ? 'served' : 'forbidden';
}

export const OF_SESSION: readonly GuestName[] = ['session guest'];
/** Guests that may see the live picture of the camera. */
export const WATCHING: readonly GuestName[] = ['live guest', 'session guest'];
/** Guests with a link to the camera, including those that may no longer see its picture. */
export const OF_CAMERA: readonly GuestName[] = [...WATCHING, 'guest of an ended session'];
/** Guests with a link to any session. */
export const OF_ANY_SESSION: readonly GuestName[] = ['session guest', 'guest of an ended session', 'guest of another session'];
export const ALL_GUESTS = GUESTS;
