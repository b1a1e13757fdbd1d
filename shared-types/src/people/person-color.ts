/** The colour of a person: a number that the UI turns into a colour of its palette. */
export const PERSON_COLORS = 8;

/** The number that follows from the user id alone (FNV-1a). The hub gives it to a connected user unless it is taken. */
export function preferredColor(userId: string): number {
  let hash = 2166136261;
  for (const char of userId) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return (hash >>> 0) % PERSON_COLORS;
}
