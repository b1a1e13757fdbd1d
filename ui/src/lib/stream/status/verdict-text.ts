import { durationText, timeText } from '../../text/clock-text.ts';
import type { LiveVerdict } from '@eyepiece/shared-types/wire/liveness';
import { t } from '../../../languages/translate.ts';

const NOT_LIVE = { tone: 'fault', word: 'NOT LIVE' } as const;

const VERDICT_PILLS = {
  live: { tone: 'ok', word: t('LIVE') },
  starting: { tone: 'idle', word: t('STARTING') },
  paused: { tone: 'idle', word: t('IDLE') },
  'no-camera': { tone: 'idle', word: 'NO CAMERA' },
  stopped: { tone: 'warn', word: t('STOPPED') },
  triggered: { tone: 'warn', word: 'WAITS FOR TRIGGER' },
  stalled: NOT_LIVE,
  'camera-disconnected': NOT_LIVE,
  'camera-offline': NOT_LIVE,
  'hub-lost': NOT_LIVE,
} as const satisfies Record<LiveVerdict, object>;

export interface PillContent {
  readonly tone: 'ok' | 'warn' | 'fault' | 'idle';
  readonly word: string;
  /** Shows a clock icon instead of the dot. */
  readonly late?: boolean;
}

/** Text of the badge on a live picture. @param lateMs age of the picture when it is too old */
export function verdictPill(verdict: LiveVerdict, lateMs: number | null): PillContent {
  if (verdict !== 'live' || lateMs === null) return VERDICT_PILLS[verdict];
  return { tone: 'warn', word: `LIVE · ${durationText(Math.max(1000, lateMs + 500))} late`, late: true };
}

export const FAULT_TITLES = {
  stalled: 'No frames arrive',
  'camera-disconnected': 'Camera disconnected',
  'camera-offline': 'Camera service down',
  'hub-lost': 'Hub not reachable',
} as const satisfies Partial<Record<LiveVerdict, string>>;

/** Short description of the fault; undefined when there is none. */
export function faultTitle(verdict: LiveVerdict): string | undefined {
  const titles: Partial<Record<LiveVerdict, string>> = FAULT_TITLES;
  return titles[verdict];
}

/** @param atMs ms since the epoch; null before the first */
export function lastFrameText(atMs: number | null): string {
  return atMs === null ? 'no picture yet' : `last frame ${timeText(atMs)}, ${durationText(Date.now() - atMs)} ago`;
}
