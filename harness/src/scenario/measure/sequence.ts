/** Distances between sequence numbers. */

/** A larger step means that the server counts from another start. */
const STEP_MAX = 100_000;

/** From `from` to `to`; negative if `to` is behind. `modulus`: numbers start again at 0 after this many. */
export function distance(to: number, from: number, modulus: number | null): number {
  if (modulus === null) return to - from;
  const ahead = (((to - from) % modulus) + modulus) % modulus;
  return ahead >= modulus / 2 ? ahead - modulus : ahead;
}

export function isStep(distance: number): boolean {
  return distance > 0 && distance <= STEP_MAX;
}
