/** The announced state of a lease. */
import type { ControlState } from '@eyepiece/shared-types';
import { deadlines, type Lease, type LeaseLimits } from './lease.ts';

export function toControlState(cameraId: string, lease: Lease, limits: LeaseLimits): ControlState {
  const { epoch, holder, request, last } = lease;
  const { grace, silence, idle } = deadlines(lease, limits);
  // The idle limit is announced only when it is near.
  const freeAtUs = grace ?? (holder?.warned ? idle : undefined);
  return {
    cameraId,
    epoch,
    holder: holder && {
      userId: holder.userId,
      name: holder.name,
      sinceUs: holder.sinceUs,
      connected: holder.aloneSinceUs === undefined,
      ...(freeAtUs !== undefined && { freeAtUs }),
    },
    request: request && {
      userId: request.userId,
      name: request.name,
      askedAtUs: request.askedAtUs,
      ...(silence !== undefined && { grantedAtUs: silence }),
    },
    last,
  };
}
