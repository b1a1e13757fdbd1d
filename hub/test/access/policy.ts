/** Who is served, as a row of a table says it. */
import { ROLES, type ErrorCode, type Role } from '@eyepiece/shared-types';
import { GUESTS, isRole, STRANGERS, type CallerName, type GuestName, type StrangerName } from './callers.ts';

export interface Policy {
  /** The least role. `anyone`: no token is needed, and a bad one does no harm. */
  readonly from: Role | 'anyone';
  /** Guests who are served; all others are refused. */
  readonly guests?: readonly GuestName[];
  /** Callers without a valid token who are served all the same. */
  readonly besides?: readonly StrangerName[];
}

export type Outcome = 'served' | ErrorCode;

export function outcomeFor({ from, guests = [], besides = [] }: Policy, caller: CallerName): Outcome {
  if (from === 'anyone') return 'served';
  if (isRole(caller)) return ROLES.indexOf(caller) >= ROLES.indexOf(from) ? 'served' : 'forbidden';
  if ((GUESTS as readonly string[]).includes(caller)) return guests.includes(caller as GuestName) ? 'served' : 'forbidden';
  const stranger = caller as StrangerName;
  return besides.includes(stranger) ? 'served' : STRANGERS[stranger];
}

export const OF_SESSION: readonly GuestName[] = ['session guest'];
/** Guests who may see the camera's live picture. */
export const WATCHING: readonly GuestName[] = ['live guest', 'session guest'];
/** Guests whose link names the camera, also when the picture is no longer theirs to see. */
export const OF_CAMERA: readonly GuestName[] = [...WATCHING, 'guest of an ended session'];
/** Guests with a link to a session, whichever. */
export const OF_ANY_SESSION: readonly GuestName[] = ['session guest', 'guest of an ended session', 'guest of another session'];
export const ALL_GUESTS = GUESTS;
