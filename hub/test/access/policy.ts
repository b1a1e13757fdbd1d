/** Access rules of routes and events, and the outcome that each caller should get. */
import { ROLES, type ErrorCode, type Role } from '@eyepiece/shared-types';
import { AT_CAMERAS, GUESTS, isAtCameras, isRole, STRANGERS, type CallerName, type GuestName, type StrangerName } from './callers.ts';

export interface Policy {
  /** The lowest role that is served. `anyone`: no token is needed, and an invalid one is ignored. */
  readonly from: Role | 'anyone';
  /** Which role counts: that at the camera, by default; `hub`: that of the account; `any`: the higher one. */
  readonly roleOf?: 'hub' | 'any';
  /** Guests that are served; all others are refused. */
  readonly guests?: readonly GuestName[];
  /** Callers without a valid session token that are served all the same. */
  readonly besides?: readonly StrangerName[];
  /** The refusal that every caller gets here, because the scene lacks what the request needs. */
  readonly refused?: ErrorCode;
}

export type Outcome = 'served' | ErrorCode;

export function outcomeFor({ from, roleOf, guests = [], besides = [], refused }: Policy, caller: CallerName): Outcome {
  if (refused !== undefined) return refused;
  if (from === 'anyone') return 'served';
  const served = (role: Role): Outcome => (ROLES.indexOf(role) >= ROLES.indexOf(from) ? 'served' : 'forbidden');
  if (isRole(caller)) return served(caller);
  if (isAtCameras(caller)) {
    const { role, there } = AT_CAMERAS[caller];
    if (roleOf === 'any') return served('operator');
    return served(roleOf === 'hub' ? role : there);
  }
  if ((GUESTS as readonly string[]).includes(caller)) return guests.includes(caller as GuestName) ? 'served' : 'forbidden';
  const stranger = caller as StrangerName;
  return besides.includes(stranger) ? 'served' : STRANGERS[stranger];
}

export const OF_SESSION: readonly GuestName[] = ['session guest'];
/** Guests that may see the live picture of the camera. */
export const WATCHING: readonly GuestName[] = ['live guest', 'session guest'];
/** Guests with a link to the camera, including those that may no longer see its picture. */
export const OF_CAMERA: readonly GuestName[] = [...WATCHING, 'guest of an ended session'];
/** Guests with a link to any session. */
export const OF_ANY_SESSION: readonly GuestName[] = ['session guest', 'guest of an ended session', 'guest of another session'];
export const ALL_GUESTS = GUESTS;
