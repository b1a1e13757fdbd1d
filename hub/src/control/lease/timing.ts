/** Configuration of the time limits of leases. */
import { CONTROL_GRACE_MS, CONTROL_IDLE_MS, CONTROL_IDLE_WARNING_MS, CONTROL_REQUEST_MS } from '@eyepiece/shared-types';
import type { Clock } from '../../process/host-clock.ts';
import type { LeaseLimits } from './lease.ts';

export interface ControlTiming {
  readonly requestMs?: number;
  readonly graceMs?: number;
  readonly idleMs?: number;
  readonly idleWarningMs?: number;
  readonly clock?: Clock;
}

export function toLimits({ requestMs, graceMs, idleMs, idleWarningMs }: ControlTiming = {}): LeaseLimits {
  return {
    requestUs: (requestMs ?? CONTROL_REQUEST_MS) * 1000,
    graceUs: (graceMs ?? CONTROL_GRACE_MS) * 1000,
    idleUs: (idleMs ?? CONTROL_IDLE_MS) * 1000,
    idleWarningUs: (idleWarningMs ?? CONTROL_IDLE_WARNING_MS) * 1000,
  };
}
