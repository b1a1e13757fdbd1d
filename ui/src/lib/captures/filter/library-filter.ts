/** Library filters as URL query parameters. */
import { captureFilterSchema } from '@eyepiece/shared-types';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';
import { localDay } from '../../text/clock-text.ts';

export type FilterField = Exclude<keyof CaptureFilter, 'deleted'>;

/** Parameter names in the URL; the hub's own names are accepted too. */
const NAMES = {
  q: 'q',
  cameraId: 'camera',
  sessionId: 'session',
  userId: 'person',
  format: 'format',
  jobId: 'job',
  shotId: 'shot',
  copiesOf: 'copies',
  tag: 'tag',
  label: 'label',
  ratingMin: 'rating',
  from: 'from',
  to: 'to',
  exposureMin: 'exposureMin',
  exposureMax: 'exposureMax',
  gainMin: 'gainMin',
  gainMax: 'gainMax',
} as const satisfies Record<FilterField, string>;
const FIELDS = Object.keys(NAMES) as FilterField[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** First or last millisecond of a local day, in the hub's format; undefined for an invalid day. */
export function dayEdge(day: string, edge: 'from' | 'to'): string | undefined {
  const start = DAY.test(day) ? new Date(`${day}T00:00:00`) : undefined;
  if (start === undefined || Number.isNaN(start.getTime())) return undefined;
  if (edge === 'from') return start.toISOString();
  // Computed from the start of the next day: 23:59 occurs twice where clocks are set back at midnight.
  const next = new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1);
  return new Date(next.getTime() - 1).toISOString();
}

/** Invalid parameters are ignored: a URL may be typed by hand. */
export function filterOf(search: string): CaptureFilter {
  const query = new URLSearchParams(search);
  const found: Partial<Record<FilterField, unknown>> = {};
  for (const field of FIELDS) {
    const text = query.get(NAMES[field]) ?? query.get(field);
    if (text === null || text.trim() === '') continue;
    const value = (field === 'from' || field === 'to') && DAY.test(text) ? dayEdge(text, field) : text;
    const parsed = captureFilterSchema.shape[field].safeParse(value);
    if (parsed.success && parsed.data !== undefined) found[field] = parsed.data;
  }
  return found as CaptureFilter;
}

/** `?camera=bench-3&from=2026-11-22`, or an empty string. */
export function searchOf(filter: CaptureFilter): string {
  const query = new URLSearchParams();
  for (const field of FIELDS) {
    const value = filter[field];
    if (value === undefined || value === '') continue;
    const day = field === 'from' || field === 'to' ? localDay(String(value)) : '';
    query.set(NAMES[field], day !== '' && dayEdge(day, field === 'to' ? 'to' : 'from') === value ? day : String(value));
  }
  const text = query.toString();
  return text && `?${text}`;
}

export type FilterPart = { [K in keyof CaptureFilter]?: CaptureFilter[K] | undefined };

export function withPart(filter: CaptureFilter, part: FilterPart): CaptureFilter {
  return Object.fromEntries(Object.entries({ ...filter, ...part }).filter(([, value]) => value !== undefined && value !== ''));
}

export function isFiltered(filter: CaptureFilter): boolean {
  return FIELDS.some((field) => filter[field] !== undefined && filter[field] !== '');
}
