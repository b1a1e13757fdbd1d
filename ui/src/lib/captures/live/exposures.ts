import type { Exposing, Role } from '@eyepiece/shared-types';
import { may } from '../../people/permissions.ts';
import { countdownText } from '../../text/span-text.ts';

/** role: at the camera. */
type Person = { readonly id: string; readonly role: Role | undefined } | null;

const isOf = ({ user }: Exposing, person: Person): boolean => user !== undefined && user.id === person?.id;

/** The long capture to show: the person's own one, otherwise the oldest. */
export function shownExposure(exposing: readonly Exposing[] | undefined, personId: string | undefined): Exposing | null {
  return exposing?.find(({ user }) => user !== undefined && user.id === personId) ?? exposing?.[0] ?? null;
}

/** @param leftMs until its expected end; null while it waits for a hardware trigger */
export function exposureText(exposing: Exposing, person: Person, leftMs: number | null): string {
  const whose = isOf(exposing, person) ? 'Exposing' : `${exposing.user?.name ?? 'A program'} exposes`;
  if (leftMs === null) return `${whose}: waiting for the trigger`;
  return leftMs > 0 ? `${whose}: ${countdownText(leftMs)} left` : `${whose}: almost done`;
}

/**
 * Why the person cannot cancel this capture; null if they can. As in the hub: the person who ordered it and
 * administrators need no control.
 * @param held why the person has no control; null when they have it or can take it
 */
export function whyNotCancel(exposing: Exposing, person: Person, held: string | null): string | null {
  const { user } = exposing;
  if (isOf(exposing, person) || may(person?.role, 'administer')) return null;
  if (!may(person?.role, 'control')) return `Only ${user?.name ?? 'the program that ordered it'} and operators can cancel this capture.`;
  return held;
}
