import type { Corrections } from '@eyepiece/shared-types';
import { t, locale } from '../../../languages/translate.ts';
import { counted } from '../../text/count-text.ts';

export type ReferenceKind = 'dark' | 'flat';
export type Reference = Corrections[ReferenceKind];

/** Date and number of frames of a reference: "today 10:02, mean of 16 frames". */
export function takenText({ takenAtUs, frames }: Reference, nowMs: number): string | null {
  if (takenAtUs === undefined) return null;
  const taken = new Date(takenAtUs / 1000);
  const time = taken.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
  const sameDay = taken.toDateString() === new Date(nowMs).toDateString();
  const day = sameDay ? t('today') : taken.toLocaleDateString(locale(), { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day} ${time}${frames === undefined ? '' : `, mean of ${counted(frames, '{0} frame', '{0} frames')}`}`;
}

/** Estimated time to take this many frames one after the other, ms. */
export function takingMs(frames: number, exposureMs: number, fps: number): number {
  return frames * Math.max(exposureMs, fps > 0 ? 1000 / fps : 0);
}
