import type { Capture } from '@eyepiece/shared-types';

type Ordered = Pick<Capture, 'id' | 'capturedAt'>;

/** Puts a capture where its time says, newest first; replaces one with the same id. */
export function inserted<T extends Ordered>(captures: readonly T[], capture: T): T[] {
  const others = captures.filter(({ id }) => id !== capture.id);
  const at = others.findIndex((other) => other.capturedAt <= capture.capturedAt);
  return at < 0 ? [...others, capture] : [...others.slice(0, at), capture, ...others.slice(at)];
}
