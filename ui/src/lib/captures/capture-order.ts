import type { Capture } from '@eyepiece/shared-types';
import { localDay } from '../time/clock-text.ts';

export interface CaptureDay<T extends Pick<Capture, 'capturedAt'> = Capture> {
  /** Local calendar day, yyyy-mm-dd. */
  readonly key: string;
  readonly captures: readonly T[];
}

/** Groups captures, newest first, by the day they were taken here. */
export function byDay<T extends Pick<Capture, 'capturedAt'>>(captures: readonly T[]): CaptureDay<T>[] {
  const days: { key: string; captures: T[] }[] = [];
  for (const capture of captures) {
    const key = localDay(capture.capturedAt);
    const last = days.at(-1);
    if (last?.key === key) last.captures.push(capture);
    else days.push({ key, captures: [capture] });
  }
  return days;
}

type Ordered = Pick<Capture, 'id' | 'capturedAt'>;

/** Puts a capture where its time says, newest first; replaces one with the same id. */
export function inserted<T extends Ordered>(captures: readonly T[], capture: T): T[] {
  const others = captures.filter(({ id }) => id !== capture.id);
  const at = others.findIndex((other) => other.capturedAt <= capture.capturedAt);
  return at < 0 ? [...others, capture] : [...others.slice(0, at), capture, ...others.slice(at)];
}

export function neighbour<T extends Pick<Capture, 'id'>>(captures: readonly T[], id: string, step: 1 | -1): T | null {
  const at = captures.findIndex((capture) => capture.id === id);
  return at < 0 ? null : (captures[at + step] ?? null);
}
