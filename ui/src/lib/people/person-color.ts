/** Okabe and Ito's set, told apart by colour-blind eyes, lightened for a dark ground ("Color Universal Design", 2008). */
const COLORS = ['#7cc4ee', '#e9b872', '#5fd0a8', '#e59ac4', '#f0e06a', '#8fa8ff', '#f08f6a', '#c9ced6'] as const;

/** Always the same colour for the same person, on every screen. */
export function personColor(userId: string): string {
  return COLORS[preferred(userId)] ?? COLORS[0];
}

/** The colour of a number that the hub gives to those who are here. */
export function colorNumbered(number: number): string {
  return COLORS[number % COLORS.length] ?? COLORS[0];
}

/** FNV-1a. */
function preferred(userId: string): number {
  let hash = 2166136261;
  for (const char of userId) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  return (hash >>> 0) % COLORS.length;
}

/** Of "Dr. Weber (guest)" those of the name. */
export function initials(name: string): string {
  const words = name
    .replace(/\s*\([^()]*\)$/, '')
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0]?.[0], words.at(-1)?.[0]] : Array.from(words[0] ?? '?').slice(0, 2);
  return letters.join('').toUpperCase();
}
