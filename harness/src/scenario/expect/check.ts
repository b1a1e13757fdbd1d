/** One figure that is expected, while a run goes on. */
import type { Observer } from '../measure/events.ts';
import type { Around } from '../measure/message-log.ts';
import type { Viewer } from '../measure/viewer.ts';

export interface Verdict {
  readonly passed: boolean;
  readonly seen: string;
  /** The same as a number: milliseconds, bytes, percent of a core, a share or a count. */
  readonly value?: number | undefined;
  /** Where it was missed first, or worst. */
  readonly at?: Moment | undefined;
}

/** A time at a viewer, with the messages around it. */
export interface Moment {
  readonly atMs: number;
  readonly viewer: Viewer | undefined;
  readonly around: Around | undefined;
}

export interface Check extends Observer {
  /** A sentence: `at most 3 missing frames`. */
  readonly expected: string;
  /** Called at the end of the timeline, when late frames have arrived. */
  verdict(endMs: number): Verdict;
}

export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function momentAt(viewer: Viewer, atMs: number): Moment {
  return { atMs, viewer, around: viewer.log.around() };
}

export function isWithin(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max;
}

/** `at least 3`, `at most 5`, `from 3 to 5`, `3`. */
export function rangeText({ min, max }: Range, show: (value: number) => string = String): string {
  if (min === undefined) return `at most ${show(max ?? Infinity)}`;
  if (max === undefined) return `at least ${show(min)}`;
  return min === max ? show(min) : `from ${show(min)} to ${show(max)}`;
}

export function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

export function bytesText(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  const power = value < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(value) / 3));
  return `${power === 0 ? value : (value / 1000 ** power).toFixed(1)} ${units[power] ?? 'B'}`;
}

/** `1 missing frame`, `2 missing frames`. */
export function counted(value: number, [one, several]: readonly [string, string]): string {
  return `${value} ${value === 1 ? one : several}`;
}
