import { AVERAGE_MAX, JOB_LIMITS, type CaptureFormat, type JobSpec } from '@eyepiece/shared-types';
import { z } from 'zod';
import { spanText } from '../../text/span-text.ts';

export const SPAN_UNITS = { s: 1000, min: 60_000, h: 3_600_000 } as const;

const typed = z.string().max(12);
const spanDraftSchema = z.object({ value: typed, unit: z.enum(['s', 'min', 'h']) });
export type SpanDraft = z.infer<typeof spanDraftSchema>;

/** Job settings as typed: the text of the fields, empty for the default. */
export const draftsSchema = z.object({
  burst: z.object({ count: typed }),
  timelapse: z.object({
    every: spanDraftSchema,
    endBy: z.enum(['count', 'time']),
    count: typed,
    lasts: spanDraftSchema,
    autoExpose: z.boolean(),
    average: typed,
  }),
  clip: z.object({ lasts: spanDraftSchema, fps: typed, every: typed, maxWidth: typed }),
});
export type JobDrafts = z.infer<typeof draftsSchema>;

export const FIRST_DRAFTS: JobDrafts = {
  burst: { count: '10' },
  timelapse: {
    every: { value: '1', unit: 'min' },
    endBy: 'time',
    count: '60',
    lasts: { value: '1', unit: 'h' },
    autoExpose: false,
    average: '',
  },
  clip: { lasts: { value: '5', unit: 'min' }, fps: '', every: '', maxWidth: '' },
};

/** Metadata for every picture of a job. */
export interface Described {
  readonly label?: string;
  readonly tags?: string[];
  readonly notes?: string;
}
export interface StillOptions extends Described {
  readonly format?: CaptureFormat;
  readonly fullFrame?: boolean;
}

export type FieldErrors = Readonly<Record<string, string>>;
/** A valid job, or the errors by field. */
export type Drafted = { readonly ok: true; readonly spec: JobSpec } | { readonly ok: false; readonly errors: FieldErrors };

type Limits = readonly [number, number];
const { burst: BURST, timelapse: TIMELAPSE, clip: CLIP } = JOB_LIMITS;
const AVERAGE: Limits = [2, AVERAGE_MAX];
const WIDTH: Limits = [16, 65_535];

/** Parses the fields of a draft and collects the errors. */
class Reader {
  readonly errors: Record<string, string> = {};

  /** A number within its limits; NaN after an error. */
  number(field: string, name: string, text: string, [min, max]: Limits, whole = true): number {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    this.errors[field] = `${name}: ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`;
    return Number.NaN;
  }

  optional(field: string, name: string, text: string, limits: Limits, whole = true): number | undefined {
    return text.trim() === '' ? undefined : this.number(field, name, text, limits, whole);
  }

  /** A duration, ms. */
  span(field: string, name: string, { value, unit }: SpanDraft, [min, max]: Limits): number {
    const ms = Math.round(Number(value.trim().replace(',', '.')) * SPAN_UNITS[unit]);
    if (value.trim() !== '' && ms >= min && ms <= max) return ms;
    this.errors[field] = `${name}: ${spanText(min)} to ${spanText(max)}`;
    return Number.NaN;
  }

  drafted(spec: JobSpec): Drafted {
    return Object.keys(this.errors).length === 0 ? { ok: true, spec } : { ok: false, errors: this.errors };
  }
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

export function burstFrom(draft: JobDrafts['burst'], options: StillOptions): Drafted {
  const read = new Reader();
  const count = read.number('count', 'Pictures', draft.count, BURST.count);
  return read.drafted({ kind: 'burst', ...options, count });
}

export function timelapseFrom(draft: JobDrafts['timelapse'], options: StillOptions): Drafted {
  const read = new Reader();
  const everyMs = read.span('every', 'Every', draft.every, TIMELAPSE.everyMs);
  const count =
    draft.endBy === 'count' ? read.number('count', 'Pictures', draft.count, TIMELAPSE.count) : countWithin(read, draft, everyMs);
  const average = read.optional('average', 'Average', draft.average, AVERAGE);
  const autoExpose = draft.autoExpose ? { autoExpose: true } : {};
  return read.drafted({ kind: 'timelapse', ...options, count, everyMs, ...autoExpose, ...given('average', average) });
}

/** Number of pictures in a time-lapse of this duration. */
function countWithin(read: Reader, { lasts }: JobDrafts['timelapse'], everyMs: number): number {
  if (Number.isNaN(everyMs)) return Number.NaN;
  const [min, max] = TIMELAPSE.count;
  const lastsMs = read.span('lasts', 'For', lasts, [min * everyMs, max * everyMs]);
  return Math.min(max, Math.floor(lastsMs / everyMs));
}

export function clipFrom(draft: JobDrafts['clip'], described: Described): Drafted {
  const read = new Reader();
  const durationMs = read.span('lasts', 'At most', draft.lasts, CLIP.durationMs);
  const every = read.optional('every', 'Keep 1 of', draft.every, CLIP.every);
  const fps = read.optional('fps', 'Playback', draft.fps, CLIP.fps, false);
  const maxWidth = read.optional('maxWidth', 'Width', draft.maxWidth, WIDTH);
  return read.drafted({
    kind: 'clip',
    ...described,
    durationMs,
    ...given('every', every),
    ...given('fps', fps),
    ...given('maxWidth', maxWidth),
  });
}
