/** Translates list queries into SQL conditions. */
import type { CaptureFilterQuery } from '@eyepiece/shared-types';
import { z } from 'zod';
import { invalidField } from '../../../errors.ts';
import { decodeCursor, encodeCursor } from '../../../persistence/cursor.ts';
import type { CaptureRow } from '../../../persistence/entities/library/capture.ts';
import { assertStorable } from '../../../persistence/storable-text.ts';
import { searchOf } from './words.ts';

type Position = Pick<CaptureRow, 'capturedAtUs' | 'id'>;

export interface Conditions {
  /** Over `captures`, with `?` for each of `params`. */
  readonly sql: string;
  readonly params: readonly unknown[];
  /** Whether the query uses the inverted index of words or tags, which is unordered. */
  readonly inverted: boolean;
}

const positionSchema = z.tuple([z.int().min(0), z.uuid()]);

/** The end of a page. Pages are ordered by time, then id, newest first. */
export function cursorOf({ capturedAtUs, id }: Position): string {
  return encodeCursor([capturedAtUs, id]);
}

/** @throws {HubError} validation_failed */
export function positionOf(cursor: string): Position {
  const [capturedAtUs, id] = decodeCursor(positionSchema, cursor);
  return { capturedAtUs, id };
}

/** Conditions of a query without paging. @throws {HubError} validation_failed */
export function filterOf(query: CaptureFilterQuery): Conditions {
  assertStorable(query);
  assertRanges(query);
  const { cameraId, userId, sessionId, jobId, shotId, copiesOf, format, label, tag, deleted } = query;
  const words = searchOf(query.q);
  const all: (readonly [sql: string, value?: unknown])[] = [
    [deleted ? 'deleted_at is not null' : 'deleted_at is null'],
    ['camera_id = ?', cameraId],
    ['user_id = ?', userId],
    ['session_id = ?', sessionId],
    ['job_id = ?', jobId],
    ['shot_id = ?', shotId],
    [`metadata->'derivedFrom'->>'captureId' = ?`, copiesOf?.toLowerCase()],
    ['format = ?', format],
    ['label = ?', label],
    ['captured_at_us >= ?', query.from === undefined ? undefined : microseconds(query.from)],
    ['captured_at_us <= ?', query.to === undefined ? undefined : microseconds(query.to) + 999],
    ['rating >= ?', query.ratingMin],
    ['exposure_ms >= ?', query.exposureMin],
    ['exposure_ms <= ?', query.exposureMax],
    ['gain_db >= ?', query.gainMin],
    ['gain_db <= ?', query.gainMax],
    ['tags @> array[?]::text[]', tag],
    ['id in (select capture_id from capture_words where words @@ ?::tsquery)', words],
  ];
  const given = all.filter((condition) => condition.length === 1 || condition[1] !== undefined);
  return {
    sql: given.map(([sql]) => sql).join(' and '),
    params: given.filter((condition) => condition.length === 2).map(([, value]) => value),
    inverted: tag !== undefined || words !== undefined,
  };
}

/** Dates have a resolution of milliseconds. The upper bound therefore includes 999 more microseconds. */
function microseconds(iso: string): number {
  return Date.parse(iso) * 1000;
}

function assertRanges(query: CaptureFilterQuery): void {
  const time = (iso: string | undefined): number | undefined => (iso === undefined ? undefined : Date.parse(iso));
  const ranges = [
    ['exposureMin', query.exposureMin, 'exposureMax', query.exposureMax],
    ['gainMin', query.gainMin, 'gainMax', query.gainMax],
    ['from', time(query.from), 'to', time(query.to)],
  ] as const;
  for (const [least, min, most, max] of ranges) {
    if (min !== undefined && max !== undefined && min > max) {
      const message = `must not be above ${most} (${String(query[most])})`;
      throw invalidField({ path: least, message, value: query[least], ...(least === 'from' ? {} : { max }) });
    }
  }
}
