import {
  FILTERS_VERSION,
  changeTags,
  type BulkChange,
  type BulkResult,
  type Capture,
  type CapturePage,
  type CapturePatch,
  type CaptureRevision,
  type CaptureStatistics,
  type CreateDownload,
  type Download,
  type Facets,
  type FilterCapture,
  type Neighbours,
  type Timeline,
} from '@eyepiece/shared-types';
import { matches } from '../../../captures/filter/capture-match.ts';
import { dayEdge } from '../../../captures/filter/library-filter.ts';
import { localDay } from '../../../text/clock-text.ts';
import type { Emitter } from '@eyepiece/client/emitter';
import type { CaptureFilter, HubEvents } from '../../clients/hub-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import type { LibraryClient } from '../../clients/library-client.ts';
import { newUuid, pictureUrl } from './fake-captures.ts';

const ANSWER_MS = 60;

function counted<T extends { readonly id: string }>(values: readonly T[]): (T & { count: number })[] {
  const found = new Map<string, T & { count: number }>();
  for (const value of values) found.set(value.id, { ...value, count: (found.get(value.id)?.count ?? 0) + 1 });
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function found(capture: Capture, q: string): boolean {
  const text = [capture.label, capture.notes, capture.filename, capture.user?.name, ...capture.tags].join(' ').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** An in-memory library. */
export class FakeLibrary implements LibraryClient {
  readonly #events: Emitter<HubEvents>;
  readonly #made: Promise<void>;
  #captures: Capture[] = [];

  constructor(events: Emitter<HubEvents>, make: () => Promise<Capture[]>) {
    this.#events = events;
    this.#made = make().then((captures) => void (this.#captures = captures));
  }

  async list(filter: CaptureFilter, page: { cursor?: string; limit: number }): Promise<CapturePage> {
    const matching = await this.#matching(filter);
    const start = Number(page.cursor ?? 0);
    const end = start + page.limit;
    return this.#answer({
      captures: matching.slice(start, end),
      nextCursor: end < matching.length ? String(end) : null,
      total: matching.length,
    });
  }

  async get(id: string): Promise<Capture> {
    await this.#made;
    const capture = this.#captures.find((known) => known.id === id);
    if (!capture) throw new HubError('capture_not_found', id);
    return this.#answer(capture);
  }

  add(capture: Capture): void {
    this.#captures = [capture, ...this.#captures];
    this.#events.emit('captureCreated', capture);
  }

  put(changed: Capture): Capture {
    this.#captures = this.#captures.map((capture) => (capture.id === changed.id ? changed : capture));
    this.#events.emit('captureUpdated', changed);
    return changed;
  }

  async edit(id: string, patch: CapturePatch): Promise<Capture> {
    const capture = await this.get(id);
    const { addTags: _added, removeTags: _removed, ...rest } = patch;
    return this.put({ ...capture, ...rest, tags: changeTags(capture.tags, patch) } as Capture);
  }

  async restore(id: string): Promise<Capture> {
    return this.put({ ...(await this.get(id)), deletedAt: null });
  }

  async trash(id: string): Promise<void> {
    const deletedAt = new Date().toISOString();
    const capture = { ...(await this.get(id)), deletedAt };
    this.#captures = this.#captures.map((old) => (old.id === id ? capture : old));
    this.#events.emit('captureDeleted', { id, cameraId: capture.cameraId, deletedAt });
  }

  async timeline(filter: CaptureFilter): Promise<Timeline> {
    const matching = await this.#matching(filter);
    const days: Timeline['days'] = [];
    for (const { capturedAt } of matching) {
      const day = localDay(capturedAt);
      const last = days.at(-1);
      if (last?.day === day) last.count += 1;
      else
        days.push({
          day,
          count: 1,
          from: dayEdge(day, 'from') ?? '',
          to: dayEdge(day, 'to') ?? '',
          sessions: this.#titles(days.length).map((title) => ({ title, count: 1 })),
        });
    }
    return this.#answer({ days, total: matching.length, bytes: matching.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
  }

  async facets(filter: CaptureFilter): Promise<Facets> {
    const matching = await this.#matching(filter);
    return this.#answer({
      cameras: counted(matching.map(({ cameraId, cameraName }) => ({ id: cameraId, name: cameraName }))),
      sessions: [],
      people: counted(matching.flatMap(({ user }) => (user ? [{ id: user.id, name: user.name }] : []))),
      formats: counted(matching.map(({ format }) => ({ id: format }))),
      tags: counted(matching.flatMap(({ tags }) => tags.map((id) => ({ id })))),
      labels: counted(matching.flatMap(({ label }) => (label ? [{ id: label }] : []))),
    });
  }

  async change({ ids, change }: BulkChange): Promise<BulkResult> {
    await this.#answer(null);
    for (const id of ids) {
      const capture = this.#captures.find((known) => known.id === id);
      if (!capture) continue;
      if (change.kind === 'trash') await this.trash(id);
      else if (change.kind === 'restore') await this.restore(id);
      else if (change.kind === 'rate') this.put({ ...capture, rating: change.rating });
      else if (change.kind === 'tags') {
        const kept = capture.tags.filter((tag) => !change.remove?.includes(tag) && !change.add?.includes(tag));
        this.put({ ...capture, tags: [...kept, ...(change.add ?? [])] });
      } else {
        this.#captures = this.#captures.filter((known) => known.id !== id);
        this.#events.emit('capturePurged', { id });
      }
    }
    return { changed: [...ids], refused: [] };
  }

  async neighbours(id: string, filter: CaptureFilter): Promise<Neighbours> {
    const matching = await this.#matching(filter);
    const at = matching.findIndex((capture) => capture.id === id);
    return this.#answer({
      newer: matching[at - 1]?.id ?? null,
      older: matching[at + 1]?.id ?? null,
      position: at + 1,
      total: matching.length,
    });
  }

  async history(id: string): Promise<CaptureRevision[]> {
    const { capturedAt, user, rating } = await this.get(id);
    const by = user?.name ?? 'Camera API';
    const changes = { rating: { before: 0, after: rating } };
    return this.#answer([
      { at: capturedAt, by, action: 'captured', changes: {} },
      { at: new Date(Date.parse(capturedAt) + 95_000).toISOString(), by: 'Ben Kim', action: 'edited', changes },
    ]);
  }

  async statistics(id: string): Promise<CaptureStatistics> {
    const { bitDepth, channels } = await this.get(id);
    const max = 2 ** bitDepth - 1;
    const bell = (middle: number, width: number): number[] =>
      Array.from({ length: 256 }, (_, bin) => Math.round(9000 * Math.exp(-(((bin - middle) / width) ** 2))));
    const histogram = channels === 3 ? [bell(170, 40), bell(140, 38), bell(120, 44)] : [bell(90, 30)];
    return this.#answer({ max, low: Math.round(max * 0.05), high: Math.round(max * 0.88), histogram });
  }

  async filter(id: string, { steps, captureId = newUuid() }: FilterCapture): Promise<Capture> {
    const source = await this.get(id);
    const derivedFrom = { captureId: id, sha256: source.sha256, steps, version: FILTERS_VERSION };
    const copy = { ...source, id: captureId, url: pictureUrl(id), derivedFrom };
    this.add(copy);
    return this.#answer(copy);
  }

  viewUrl(id: string): string {
    return pictureUrl(id);
  }

  async createDownload({ captureIds }: CreateDownload): Promise<Download> {
    const chosen = this.#captures.filter(({ id }) => captureIds?.includes(id));
    return this.#answer({
      id: newUuid(),
      url: chosen[0] ? pictureUrl(chosen[0].id) : '',
      filename: 'captures.zip',
      files: chosen.length * 2,
      sizeBytes: chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes + 2400, 0),
      missing: [],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
  }

  async #matching(filter: CaptureFilter): Promise<Capture[]> {
    await this.#made;
    const { q, ...rest } = filter;
    return this.#captures.filter((capture) => matches(capture, rest) === true && (!q || found(capture, q)));
  }

  #titles(day: number): string[] {
    return day % 3 === 0 ? [`Tissue sections, slide ${12 - (day % 12)}`] : day % 3 === 1 ? [`Slide ${11 - (day % 10)}`] : [];
  }

  #answer<T>(value: T): Promise<T> {
    return new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));
  }
}
