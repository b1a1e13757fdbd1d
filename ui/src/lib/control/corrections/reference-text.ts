import type { Corrections } from '@eyepiece/shared-types';

export type ReferenceKind = 'dark' | 'flat';
export type Reference = Corrections[ReferenceKind];

/** Date and number of frames of a reference: "today 10:02, mean of 16 frames". */
export function takenText({ takenAtUs, frames }: Reference, nowMs: number): string | null {
  if (takenAtUs === undefined) return null;
  const taken = new Date(takenAtUs / 1000);
  const time = taken.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const sameDay = taken.toDateString() === new Date(nowMs).toDateString();
  const day = sameDay ? 'today' : taken.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day} ${time}${frames === undefined ? '' : `, mean of ${frames} frame${frames === 1 ? '' : 's'}`}`;
}

/** Estimated time to take this many frames one after the other, ms. */
export function takingMs(frames: number, exposureMs: number, fps: number): number {
  return frames * Math.max(exposureMs, fps > 0 ? 1000 / fps : 0);
}
