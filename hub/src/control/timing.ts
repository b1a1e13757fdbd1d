/** The time that leases go by, and their limits; tests turn the clock by hand. */
import { CONTROL_GRACE_MS, CONTROL_IDLE_MS, CONTROL_IDLE_WARNING_MS, CONTROL_REQUEST_MS } from '@eyepiece/shared-types';
import { nowUs } from '../ingest/clock-offset.ts';
import type { LeaseLimits } from './lease.ts';

export interface Clock {
  nowUs(): number;
  /** Calls back once, not before that time; the answer calls it off. */
  at(timeUs: number, callback: () => void): () => void;
}

export interface ControlTiming {
  readonly requestMs?: number;
  readonly graceMs?: number;
  readonly idleMs?: number;
  readonly idleWarningMs?: number;
  readonly clock?: Clock;
}

export const HOST_CLOCK: Clock = {
  nowUs,
  at: (timeUs, callback) => {
    const timer = setTimeout(callback, Math.max(0, Math.ceil((timeUs - nowUs()) / 1000)));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export function toLimits({ requestMs, graceMs, idleMs, idleWarningMs }: ControlTiming = {}): LeaseLimits {
  return {
    requestUs: (requestMs ?? CONTROL_REQUEST_MS) * 1000,
    graceUs: (graceMs ?? CONTROL_GRACE_MS) * 1000,
    idleUs: (idleMs ?? CONTROL_IDLE_MS) * 1000,
    idleWarningUs: (idleWarningMs ?? CONTROL_IDLE_WARNING_MS) * 1000,
  };
}
