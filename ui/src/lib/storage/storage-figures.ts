import type { StorageUse } from '@eyepiece/shared-types';
import { sizeText } from '../text/size-text.ts';
import { counted } from '../text/count-text.ts';

/** Fraction of free space on the disk or in the quota below which a warning is shown. */
const LOW_SHARE = 0.1;
/** Days used to estimate the rate. */
const RECENT_DAYS = 7;
const MANY_DAYS = 365;

type Days = StorageUse['byDay'];

/** Average over the recent days that have captures, bytes; null without captures. */
export function bytesPerDay(days: Days): number | null {
  const recent = days.slice(-RECENT_DAYS).filter(({ bytes }) => bytes > 0);
  return recent.length === 0 ? null : recent.reduce((sum, { bytes }) => sum + bytes, 0) / recent.length;
}

/** Space left for captures: the smaller of disk and quota, bytes. */
export function leftBytes({
  freeBytes,
  quotaBytes,
  bytes,
  trash,
}: Pick<StorageUse, 'freeBytes' | 'quotaBytes' | 'bytes' | 'trash'>): number {
  return quotaBytes === null ? freeBytes : Math.max(0, Math.min(freeBytes, quotaBytes - bytes - trash.bytes));
}

/** "≈ 34 days", "more than a year"; null when unknown. */
export function lastsText(left: number, perDay: number | null): string | null {
  if (perDay === null || perDay === 0) return null;
  const days = Math.floor(left / perDay);
  if (days > MANY_DAYS) return 'more than a year';
  return days === 1 ? '≈ 1 day' : `≈ ${days} days`;
}

export function isLow(use: Pick<StorageUse, 'freeBytes' | 'diskBytes' | 'quotaBytes' | 'bytes' | 'trash'>): boolean {
  const all = use.quotaBytes ?? use.diskBytes;
  return leftBytes(use) < Math.min(all, use.diskBytes) * LOW_SHARE;
}

export interface Bar {
  readonly id: string;
  readonly name: string;
  readonly captures: number;
  readonly bytes: number;
  /** Relative to the largest, 0 to 1. */
  readonly share: number;
}

/** The largest first; the rest merged into one. */
export function bars(uses: StorageUse['bySession'], shown = 8): Bar[] {
  const sorted = [...uses].sort((a, b) => b.bytes - a.bytes);
  const rest = sorted.slice(shown);
  const most = Math.max(1, sorted[0]?.bytes ?? 0);
  const bar = (id: string, name: string, captures: number, bytes: number): Bar => ({
    id,
    name,
    captures,
    bytes,
    share: Math.min(1, bytes / most),
  });
  const sum = (field: 'captures' | 'bytes'): number => rest.reduce((total, one) => total + one[field], 0);
  const kept = sorted.slice(0, shown).map((one) => bar(one.id ?? '', one.name, one.captures, one.bytes));
  return rest.length === 0 ? kept : [...kept, bar('*', `${rest.length} others`, sum('captures'), sum('bytes'))];
}

/** 21400 as "21 400". */
export function numberText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, count < 10_000 ? '' : '\u202f');
}

/** "24 captures, 1.2 GB". */
export function amountText({ captures, bytes }: { readonly captures: number; readonly bytes: number }): string {
  return `${captureCountText(captures)}, ${sizeText(bytes)}`;
}

export function captureCountText(captures: number): string {
  return counted(captures, '{0} capture', '{0} captures', numberText(captures));
}
