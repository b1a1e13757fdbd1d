import { TRASH_DAYS } from '@eyepiece/shared-types';

const DAY_MS = 86_400_000;

/** Whole days that something in the trash has left; 0 on its last. */
export function daysLeft(deletedAt: string | null, nowMs: number, keptDays = TRASH_DAYS): number {
  if (deletedAt === null) return keptDays;
  return Math.max(0, Math.floor((Date.parse(deletedAt) + keptDays * DAY_MS - nowMs) / DAY_MS));
}
