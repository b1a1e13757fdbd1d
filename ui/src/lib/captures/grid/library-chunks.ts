/**
 * The library as a list of known length that is loaded in parts. Days, or parts of large days, are grouped into
 * chunks of about one page. A chunk is loaded from its newest capture, so its loaded captures are always a prefix.
 */
import type { Capture, Timeline } from '@eyepiece/shared-types';
import { localDay } from '../../text/clock-text.ts';
import { dayEdge } from '../filter/library-filter.ts';

export type TimelineDay = Timeline['days'][number];

export interface Chunk {
  readonly key: string;
  /** Newest first; a large day is split into several parts. */
  readonly days: readonly TimelineDay[];
  readonly count: number;
  /** The loaded captures, newest first. */
  readonly captures: readonly Capture[];
  /** How many of them are current; the others are shown until they have been loaded again. */
  readonly fresh: number;
  readonly cursor: string | null;
  readonly complete: boolean;
}

function countOf(days: readonly TimelineDay[]): number {
  return days.reduce((sum, { count }) => sum + count, 0);
}

function emptyChunk(days: readonly TimelineDay[]): Chunk {
  const key = `${days[0]?.day ?? ''}:${days[0]?.to ?? ''}:${days.length}`;
  return { key, days, count: countOf(days), captures: [], fresh: 0, cursor: null, complete: false };
}

function partsOf({ parts, ...day }: TimelineDay): TimelineDay[] {
  return parts ? parts.map((part) => ({ ...day, ...part })) : [day];
}

/** The days of chunks, with split days merged. */
export function wholeDays(chunks: readonly Chunk[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const part of chunks.flatMap((chunk) => chunk.days)) {
    const open = days.at(-1);
    if (open?.day === part.day) days[days.length - 1] = { ...open, count: open.count + part.count, from: part.from };
    else days.push(part);
  }
  return days;
}

/** Days are grouped until a chunk has this many captures. */
const CHUNK_CAPTURES = 120;

export function chunksOf(days: readonly TimelineDay[]): Chunk[] {
  const chunks: Chunk[] = [];
  let open: TimelineDay[] = [];
  for (const day of days.flatMap(partsOf)) {
    if (open.length > 0 && countOf(open) + day.count > CHUNK_CAPTURES) {
      chunks.push(emptyChunk(open));
      open = [];
    }
    open.push(day);
  }
  return open.length > 0 ? [...chunks, emptyChunk(open)] : chunks;
}

/** Time bounds of a list that contains exactly this chunk. */
export function boundsOf({ days }: Chunk): { from: string | undefined; to: string | undefined } {
  return { from: days.at(-1)?.from, to: days[0]?.to };
}

const isIn = (capturedAt: string, { from, to }: Pick<TimelineDay, 'from' | 'to'>): boolean => capturedAt >= from && capturedAt <= to;

/** Counts the days again from the loaded captures; for complete chunks only. */
function recounted(chunk: Chunk): Chunk {
  const days = chunk.days
    .map((day) => ({ ...day, count: chunk.captures.filter(({ capturedAt }) => isIn(capturedAt, day)).length }))
    .filter(({ count }) => count > 0);
  return { ...chunk, days, count: countOf(days) };
}

export interface Page {
  readonly captures: readonly Capture[];
  readonly nextCursor: string | null;
}

/** Inserts the next page of a chunk. Outdated captures of that part are removed. */
export function withPage(chunk: Chunk, { captures: page, nextCursor }: Page): Chunk {
  const ids = new Set(page.map(({ id }) => id));
  const before = chunk.captures.slice(0, chunk.fresh).filter(({ id }) => !ids.has(id));
  const oldest = page.at(-1)?.capturedAt ?? '';
  const after = nextCursor === null ? [] : chunk.captures.slice(chunk.fresh).filter((old) => old.capturedAt < oldest && !ids.has(old.id));
  const loaded = [...before, ...page];
  const complete = nextCursor === null;
  const next = { ...chunk, captures: [...loaded, ...after], fresh: loaded.length, cursor: nextCursor, complete };
  return complete ? recounted(next) : next;
}

/** Marks all captures as outdated; they stay visible until loaded again. */
export function stale(chunk: Chunk): Chunk {
  return { ...chunk, fresh: 0, cursor: null, complete: false };
}

/** Chunks of a newer timeline with the captures of the old chunks, for days whose count is unchanged. */
export function carriedOver(old: readonly Chunk[], chunks: readonly Chunk[]): Chunk[] {
  const known = new Map(old.map((chunk) => [chunk.key, chunk]));
  return chunks.map((chunk) => {
    const same = known.get(chunk.key);
    const unchanged = same?.count === chunk.count && same.days.every(({ count }, at) => count === chunk.days[at]?.count);
    if (same && unchanged) return { ...same, days: chunk.days };
    const captures = old.flatMap((one) => one.captures).filter(({ capturedAt }) => chunk.days.some((day) => isIn(capturedAt, day)));
    return { ...chunk, captures: captures.slice(0, chunk.count) };
  });
}

function withCount(chunk: Chunk, capturedAt: string, by: 1 | -1): Chunk {
  const days = chunk.days.map((day) => (isIn(capturedAt, day) ? { ...day, count: day.count + by } : day)).filter(({ count }) => count > 0);
  return { ...chunk, days, count: countOf(days) };
}

function putInto(chunk: Chunk, capture: Capture): Chunk {
  const at = chunk.captures.findIndex((other) => other.capturedAt <= capture.capturedAt);
  const counted = withCount(chunk, capture.capturedAt, 1);
  // Older than the loaded part of an incomplete chunk: it is loaded with its page.
  if (at < 0 && !chunk.complete) return counted;
  const place = at < 0 ? chunk.captures.length : at;
  const captures = [...chunk.captures.slice(0, place), capture, ...chunk.captures.slice(place)];
  return { ...counted, captures, fresh: place <= chunk.fresh ? chunk.fresh + 1 : chunk.fresh };
}

/** A chunk for a day, or part of a day, without captures so far. */
function chunkOfNewDay(chunks: readonly Chunk[], capture: Capture): Chunk {
  const day = localDay(capture.capturedAt);
  const parts = chunks.flatMap(({ days }) => days).filter((part) => part.day === day);
  const newer = parts.findLast((part) => part.from > capture.capturedAt);
  const older = parts.find((part) => part.to < capture.capturedAt);
  const from = older ? shifted(older.to, 1) : (dayEdge(day, 'from') ?? capture.capturedAt);
  const to = newer ? shifted(newer.from, -1) : (dayEdge(day, 'to') ?? capture.capturedAt);
  const chunk = emptyChunk([{ day, count: 1, from, to, sessions: [] }]);
  return { ...chunk, captures: [capture], fresh: 1, complete: true };
}

function shifted(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}

/** Inserts a capture by time, or replaces the one with its id. */
export function withCapture(chunks: readonly Chunk[], capture: Capture): Chunk[] {
  const known = chunks.some(({ captures }) => captures.some(({ id }) => id === capture.id));
  if (known)
    return chunks.map((chunk) =>
      chunk.captures.some(({ id }) => id === capture.id)
        ? { ...chunk, captures: chunk.captures.map((old) => (old.id === capture.id ? capture : old)) }
        : chunk,
    );
  const at = chunks.findIndex(({ days }) => days.some((day) => isIn(capture.capturedAt, day)));
  if (at >= 0) return chunks.map((chunk, place) => (place === at ? putInto(chunk, capture) : chunk));
  const before = chunks.findIndex(({ days }) => (days[0]?.to ?? '') < capture.capturedAt);
  const place = before < 0 ? chunks.length : before;
  return [...chunks.slice(0, place), chunkOfNewDay(chunks, capture), ...chunks.slice(place)];
}

/** Removes a loaded capture. */
export function withoutCapture(chunks: readonly Chunk[], id: string): Chunk[] {
  return chunks.flatMap((chunk) => {
    const at = chunk.captures.findIndex((capture) => capture.id === id);
    const gone = chunk.captures[at];
    if (!gone) return [chunk];
    const captures = chunk.captures.filter((capture) => capture !== gone);
    const left = { ...withCount(chunk, gone.capturedAt, -1), captures, fresh: at < chunk.fresh ? chunk.fresh - 1 : chunk.fresh };
    return left.days.length > 0 ? [left] : [];
  });
}

/** A part of a chunk that should be loaded. */
export interface Want {
  readonly key: string;
  /** Number of its captures, from the newest. */
  readonly upTo: number;
  /** Distance from the middle of the visible range to the nearest of its captures, in indexes. */
  readonly distance: number;
}

/** Chunks that lack captures in an index range, nearest to its middle first. */
export function wants(chunks: readonly Chunk[], range: { readonly first: number; readonly end: number }, middle: number): Want[] {
  const found: Want[] = [];
  let start = 0;
  for (const chunk of chunks) {
    const end = start + chunk.count;
    const upTo = Math.min(chunk.count, range.end - start);
    if (end > range.first && upTo > 0 && !chunk.complete && chunk.fresh < upTo)
      found.push({ key: chunk.key, upTo, distance: middle < start ? start - middle : middle >= end ? middle - end + 1 : 0 });
    start = end;
  }
  return found.sort((a, b) => a.distance - b.distance);
}

/** Drops the captures furthest from an index, so that at most `most` stay loaded. */
export function trimmed(chunks: readonly Chunk[], middle: number, most: number): readonly Chunk[] {
  let over = chunks.reduce((sum, { captures }) => sum + captures.length, 0) - most;
  if (over <= 0) return chunks;
  let start = 0;
  const far = chunks.map((chunk) => {
    const distance = middle < start ? start - middle : middle - start - chunk.count;
    start += chunk.count;
    return { chunk, distance };
  });
  const dropped = new Set<Chunk>();
  for (const { chunk } of far.sort((a, b) => b.distance - a.distance)) {
    if (over <= 0) break;
    over -= chunk.captures.length;
    dropped.add(chunk);
  }
  return chunks.map((chunk) => (dropped.has(chunk) ? emptyChunk(chunk.days) : chunk));
}

export function captureAt(chunks: readonly Chunk[], index: number): Capture | null {
  let start = 0;
  for (const chunk of chunks) {
    if (index < start + chunk.count) return chunk.captures[index - start] ?? null;
    start += chunk.count;
  }
  return null;
}

/** Index of a loaded capture; -1 otherwise. */
export function placeOfCapture(chunks: readonly Chunk[], id: string): number {
  let start = 0;
  for (const chunk of chunks) {
    const at = chunk.captures.findIndex((capture) => capture.id === id);
    if (at >= 0) return start + at;
    start += chunk.count;
  }
  return -1;
}
