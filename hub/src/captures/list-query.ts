import type { CaptureListQuery } from '@eyepiece/shared-types';
import { raw, type FilterQuery } from '@mikro-orm/core';
import { z } from 'zod';
import { invalidField } from '../errors.ts';
import type { CaptureRow } from '../persistence/capture.ts';
import { assertStorable } from '../persistence/storable-text.ts';

type Where = FilterQuery<CaptureRow>;
type Position = Pick<CaptureRow, 'capturedAtUs' | 'id'>;

const MAX_WORDS = 10;
const positionSchema = z.tuple([z.int().min(0), z.uuid()]);

/** Where a page ended, opaque to clients: newest first by time, then by id. */
export function encodeCursor({ capturedAtUs, id }: Position): string {
  return Buffer.from(JSON.stringify([capturedAtUs, id])).toString('base64url');
}

function decodeCursor(cursor: string): Position {
  try {
    const [capturedAtUs, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { capturedAtUs, id };
  } catch {
    throw invalidField({ path: 'cursor', message: 'not a cursor of this list', value: cursor });
  }
}

/** Which captures a query is about, on all pages. @throws {HubError} validation_failed */
export function filterOf(query: CaptureListQuery): Where {
  assertStorable(query);
  const { cameraId, userId, sessionId, format, from, to, tag, q, deleted } = query;
  return {
    $and: [
      { deletedAt: deleted ? { $ne: null } : null },
      ...(cameraId === undefined ? [] : [{ cameraId }]),
      ...(userId === undefined ? [] : [{ userId }]),
      ...(sessionId === undefined ? [] : [{ sessionId }]),
      ...(format === undefined ? [] : [{ format }]),
      ...(from === undefined ? [] : [{ capturedAtUs: { $gte: microseconds(from) } }]),
      ...(to === undefined ? [] : [{ capturedAtUs: { $lte: microseconds(to) } }]),
      ...(tag === undefined ? [] : [{ tags: { $contains: [tag] } }]),
      ...words(q).map(containing),
    ],
  };
}

/** What lies behind a cursor. The bound without `or` lets the index start at the right place. */
export function after(cursor: string): Where {
  const { capturedAtUs, id } = decodeCursor(cursor);
  return {
    $and: [{ capturedAtUs: { $lte: capturedAtUs } }, { $or: [{ capturedAtUs: { $lt: capturedAtUs } }, { id: { $lt: id } }] }],
  };
}

function microseconds(iso: string): number {
  return Date.parse(iso) * 1000;
}

function words(q: string | undefined): string[] {
  const all = (q ?? '').split(/\s+/).filter(Boolean);
  if (all.length <= MAX_WORDS) return all;
  throw invalidField({ path: 'q', message: `at most ${String(MAX_WORDS)} words, not ${String(all.length)}`, max: MAX_WORDS });
}

/** Every word has to occur somewhere. */
function containing(word: string): object {
  const pattern = { $ilike: `%${word.replaceAll(/[\\%_]/g, '\\$&')}%` };
  const tags = raw((alias) => `array_to_string(${alias}.tags, ' ')`);
  return { $or: [{ label: pattern }, { notes: pattern }, { filename: pattern }, { [tags]: pattern }] };
}
