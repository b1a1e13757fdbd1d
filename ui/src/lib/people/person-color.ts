import { preferredColor } from '@eyepiece/shared-types/people/person-color';

/** The Okabe-Ito palette for colour-blind users, lightened for a dark background ("Color Universal Design", 2008). */
const COLORS = ['#7cc4ee', '#e9b872', '#5fd0a8', '#e59ac4', '#f0e06a', '#8fa8ff', '#f08f6a', '#c9ced6'] as const;

/** The colour of a user who is not present; the same on every screen. */
export function personColor(userId: string): string {
  return colorNumbered(preferredColor(userId));
}

/** The colour for the number that the hub assigns to a present user. */
export function colorNumbered(number: number): string {
  return COLORS[number % COLORS.length] ?? COLORS[0];
}

/** CSS of a colour of this palette that is legible in both themes. */
export function inkOf(color: string): string {
  return `var(--person-${Math.max(0, (COLORS as readonly string[]).indexOf(color))})`;
}

/** Ignores brackets: "Dr. Weber (guest)" gives the initials of the name. */
export function initials(name: string): string {
  const words = name
    .replace(/\s*\([^()]*\)$/, '')
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0]?.[0], words.at(-1)?.[0]] : Array.from(words[0] ?? '?').slice(0, 2);
  return letters.join('').toUpperCase();
}
