/** Zips of many captures. Every hub can send them, also after a restart, so that downloads can be resumed. */
import type { createDownloadSchema, Download } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { invalidField } from '../../errors.ts';
import type { CaptureRow } from '../../persistence/entities/library/capture.ts';
import type { PlannedFile } from '../../persistence/entities/library/archive.ts';
import type { QueueLimits } from '../../process/limits/queue-limits.ts';
import { FairQueue } from '../../process/limits/queues/fair-queue.ts';
import type { Requester } from '../../process/limits/queues/rotation.ts';
import { nameOf, toSidecar } from '../captures/presenter.ts';
import type { CaptureService } from '../captures/service.ts';
import type { ArchivePlans, PlannedArchive } from './archive-plans.ts';
import { SmallFiles } from './scratch.ts';

/** Far above any practical download; a plan of this size is a few megabytes. */
const MAX_CAPTURES = 20_000;
const STATS_AT_ONCE = 32;

type DownloadRequest = z.output<typeof createDownloadSchema>;

interface DownloadsOptions {
  readonly plans: ArchivePlans;
  readonly limits: QueueLimits;
  readonly onRefused?: () => void;
  readonly captures: Pick<CaptureService, 'library' | 'hasMaster'>;
}

export class Downloads {
  readonly #plans: ArchivePlans;
  readonly #captures: DownloadsOptions['captures'];
  readonly #queue: FairQueue<'downloads'>;

  constructor({ plans, captures, limits, onRefused }: DownloadsOptions) {
    this.#plans = plans;
    this.#captures = captures;
    const { maxDownloadsWaiting, partyFactor } = limits;
    const lane = { name: 'downloads', maxPerPerson: maxDownloadsWaiting, maxPerParty: maxDownloadsWaiting * partyFactor };
    this.#queue = new FairQueue({ concurrency: 1, lanes: { downloads: lane }, onRefused });
  }

  /**
   * Plans one download at a time, fairly between people.
   * @throws {HubError} validation_failed for none or too many captures; rate_limited
   */
  create(request: DownloadRequest, by: Requester, signal?: AbortSignal): Promise<Omit<Download, 'url'>> {
    return this.#queue.run((wanted) => this.#plan(request, by.person, wanted), { lane: 'downloads', by, signal });
  }

  /** @throws {HubError} not_found when it does not exist or has expired */
  get(id: string): Promise<PlannedArchive> {
    return this.#plans.get('download', id);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #plan(request: DownloadRequest, owner: string, signal: AbortSignal): Promise<Omit<Download, 'url'>> {
    const ids = request.captureIds ?? (await this.#captures.library.idsOf(request.filter ?? { deleted: false }, MAX_CAPTURES + 1));
    if (ids.length > MAX_CAPTURES) {
      throw invalidField({
        path: 'filter',
        message: `selects more than ${String(MAX_CAPTURES)} captures: choose fewer`,
        max: MAX_CAPTURES,
      });
    }
    const { found, missing } = await this.#locate([...new Set(ids)]);
    if (found.length === 0)
      throw invalidField({ path: request.captureIds ? 'captureIds' : 'filter', message: 'none of these captures has a file' });
    signal.throwIfAborted();
    const filename = `captures-${new Date().toISOString().slice(0, 10)}.zip`;
    const { id, plan, expiresAt } = await this.#plans.make({ kind: 'download', owner }, async (folder) => ({
      filename,
      files: await filesOf(found, request.sidecars ? folder : undefined),
    }));
    return { id, filename, files: plan.names.length, sizeBytes: plan.sizeBytes, missing, expiresAt: expiresAt.toISOString() };
  }

  async #locate(ids: readonly string[]): Promise<{ found: CaptureRow[]; missing: string[] }> {
    const rows = await this.#captures.library.rows(ids);
    const known = new Set(rows.map(({ id }) => id));
    const missing = ids.filter((id) => !known.has(id));
    const found: CaptureRow[] = [];
    for (let at = 0; at < rows.length; at += STATS_AT_ONCE) {
      const some = rows.slice(at, at + STATS_AT_ONCE);
      const whole = await Promise.all(some.map((row) => this.#captures.hasMaster(row)));
      for (const [index, row] of some.entries()) {
        if (whole[index] === true) found.push(row);
        else missing.push(row.id);
      }
    }
    return { found, missing };
  }
}

/**
 * @param sidecars the folder for the sidecars as they are now; none are added without it. Later edits must not change an
 * archive that is downloaded in parts.
 */
async function filesOf(found: readonly CaptureRow[], sidecars: string | undefined): Promise<PlannedFile[]> {
  const texts = sidecars === undefined ? undefined : new SmallFiles(sidecars, 'sidecars');
  const files: PlannedFile[] = [];
  try {
    for (const row of found) {
      const { path: master, sizeBytes, capturedAt } = row;
      const name = nameOf(row);
      files.push({ name, sizeBytes, mtimeMs: capturedAt.getTime(), from: { master } });
      if (texts) files.push(await texts.add(`${name}.json`, capturedAt, `${JSON.stringify(toSidecar(row), null, 2)}\n`));
    }
  } finally {
    await texts?.close();
  }
  return files;
}
