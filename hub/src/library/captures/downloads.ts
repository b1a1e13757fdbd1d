/** Zips of many captures. Their plans are stored on disk, so that downloads can be resumed after a restart of the hub. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { createDownloadSchema, Download } from '@eyepiece/shared-types';
import { z } from 'zod';
import { isMissing, sizeOfFile, toStorageError } from '../store/durable-files.ts';
import { toSidecar } from './presenter.ts';
import type { CaptureService } from './service.ts';
import { invalidField, notFound } from '../../errors.ts';
import type { QueueLimits } from '../../process/limits/queue-limits.ts';
import type { CaptureRow } from '../../persistence/entities/capture.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { FairQueue } from '../../process/limits/queues/fair-queue.ts';
import type { Requester } from '../../process/limits/queues/rotation.ts';
import { planZip, type ZipPlan } from '../formats/zip/zip.ts';
import type { ZipEntry } from '../formats/zip/source.ts';

/** Far above any practical download; a plan of this size is a few megabytes. */
const MAX_CAPTURES = 20_000;
const LIFETIME_MS = 24 * 3_600_000;
const STATS_AT_ONCE = 32;

const plannedSchema = z.object({
  filename: z.string(),
  expiresAtMs: z.number(),
  files: z.array(
    z.object({
      name: z.string(),
      /** Of the master, as in its row. Plans of earlier versions have absolute paths, and are not found. */
      path: z.string().refine((path) => !isAbsolute(path)),
      sizeBytes: z.int(),
      mtimeMs: z.number(),
      /** Where its sidecar lies in the file that holds all sidecars. */
      sidecar: z.object({ offset: z.int(), sizeBytes: z.int() }).optional(),
    }),
  ),
});
type Planned = z.infer<typeof plannedSchema>;
type DownloadRequest = z.output<typeof createDownloadSchema>;

export interface PlannedDownload {
  readonly plan: ZipPlan;
  readonly filename: string;
  readonly etag: string;
}

/** A plan on disk. */
interface StoredPlan {
  readonly owner: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

interface DownloadsOptions {
  readonly dataDir: string;
  readonly limits: QueueLimits;
  readonly onRefused?: () => void;
  readonly captures: Pick<CaptureService, 'library' | 'hasMaster' | 'readMaster'>;
}

export class Downloads {
  readonly #folder: string;
  readonly #captures: DownloadsOptions['captures'];
  readonly #limits: QueueLimits;
  readonly #queue: FairQueue<'downloads'>;
  /** Oldest first. */
  readonly #plans = new Map<string, StoredPlan>();

  private constructor({ dataDir, captures, limits, onRefused }: DownloadsOptions) {
    this.#folder = join(dataDir, 'downloads');
    this.#captures = captures;
    this.#limits = limits;
    const { maxDownloadsWaiting, partyFactor } = limits;
    const lane = { name: 'downloads', maxPerPerson: maxDownloadsWaiting, maxPerParty: maxDownloadsWaiting * partyFactor };
    this.#queue = new FairQueue({ concurrency: 1, lanes: { downloads: lane }, onRefused });
  }

  static async open(options: DownloadsOptions): Promise<Downloads> {
    const downloads = new Downloads(options);
    await mkdir(downloads.#folder, { recursive: true });
    await downloads.#readPlans();
    await downloads.#removeOld();
    return downloads;
  }

  /**
   * Plans one download at a time, fairly between people.
   * @throws {HubError} validation_failed for none or too many captures; rate_limited
   */
  create(request: DownloadRequest, by: Requester, signal?: AbortSignal): Promise<Omit<Download, 'url'>> {
    return this.#queue.run((wanted) => this.#plan(request, by.person, wanted), { lane: 'downloads', by, signal });
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #plan(request: DownloadRequest, owner: string, signal: AbortSignal): Promise<Omit<Download, 'url'>> {
    await this.#removeOld();
    await this.#deleteOldestOf(owner);
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
    const id = randomUUID();
    const expiresAtMs = Date.now() + LIFETIME_MS;
    const filename = `captures-${new Date().toISOString().slice(0, 10)}.zip`;
    const planned = await this.#write(id, owner, async () => ({
      filename,
      expiresAtMs,
      files: await this.#writeSidecars(id, found, request.sidecars),
    }));
    const { sizeBytes, names } = planZip(this.#entriesOf(id, planned));
    return { id, filename, files: names.length, sizeBytes, missing, expiresAt: new Date(expiresAtMs).toISOString() };
  }

  /** @throws {HubError} not_found when it does not exist or has expired */
  async get(id: string): Promise<PlannedDownload> {
    const plan = this.#plans.get(id);
    if (!plan) throw notFound('Download');
    const text = await readFile(this.#path(id, planEnding(plan.owner)), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) throw notFound('Download');
      throw error;
    });
    const { data: planned } = plannedSchema.safeParse(JSON.parse(text));
    if (planned === undefined || planned.expiresAtMs <= Date.now()) throw notFound('Download');
    return { plan: planZip(this.#entriesOf(id, planned)), filename: planned.filename, etag: `"${id}"` };
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

  /** Stores the sidecars as they are now. Later edits must not change an archive that is downloaded in parts. */
  async #writeSidecars(id: string, found: readonly CaptureRow[], wanted: boolean): Promise<Planned['files']> {
    let offset = 0;
    const texts = wanted ? found.map((row) => Buffer.from(`${JSON.stringify(toSidecar(row), null, 2)}\n`)) : [];
    if (wanted) await pipeline(Readable.from(texts), createWriteStream(this.#path(id, 'sidecars')));
    return found.map((row, index) => {
      const text = texts[index];
      const sidecar = text && { offset, sizeBytes: text.length };
      offset += text?.length ?? 0;
      return {
        name: row.filename,
        path: row.path,
        sizeBytes: row.sizeBytes,
        mtimeMs: row.capturedAt.getTime(),
        ...(sidecar && { sidecar }),
      };
    });
  }

  #entriesOf(id: string, { files }: Planned): ZipEntry[] {
    const sidecars = this.#path(id, 'sidecars');
    return files.flatMap(({ name, path, sizeBytes, mtimeMs, sidecar }) => {
      const mtime = new Date(mtimeMs);
      const master: ZipEntry = { name, sizeBytes, mtime, open: () => this.#captures.readMaster(path) };
      if (!sidecar) return [master];
      const part = { start: sidecar.offset, end: sidecar.offset + sidecar.sizeBytes - 1 };
      return [master, { name: `${name}.json`, sizeBytes: sidecar.sizeBytes, mtime, open: () => createReadStream(sidecars, part) }];
    });
  }

  async #write(id: string, owner: string, make: () => Promise<Planned>): Promise<Planned> {
    try {
      const planned = await make();
      await writeFile(this.#path(id, 'part'), JSON.stringify(planned));
      await rename(this.#path(id, 'part'), this.#path(id, planEnding(owner)));
      this.#plans.set(id, { owner, bytes: await this.#bytesOf(id, owner), modifiedMs: Date.now() });
      return planned;
    } catch (error) {
      for (const ending of ['sidecars', 'part']) await rm(this.#path(id, ending), { force: true });
      throw toStorageError(error);
    }
  }

  /** A plan is a file named `id.owner.json`; those of earlier versions have no owner. */
  async #readPlans(): Promise<void> {
    const found: [string, StoredPlan][] = [];
    for (const name of await readdir(this.#folder)) {
      const [id = '', owner = '', ending] = name.replace(/^([^.]+)\.json$/, '$1..json').split('.');
      if (ending !== 'json' || !isUuid(id)) continue;
      found.push([id, { owner, bytes: await this.#bytesOf(id, owner), modifiedMs: await modifiedMs(join(this.#folder, name)) }]);
    }
    for (const [id, plan] of found.sort(([, one], [, other]) => one.modifiedMs - other.modifiedMs)) this.#plans.set(id, plan);
  }

  /** Deletes the person's own oldest plans until the new one fits the limits. */
  async #deleteOldestOf(owner: string): Promise<void> {
    const own = [...this.#plans].filter(([, plan]) => plan.owner === owner);
    let bytes = own.reduce((sum, [, plan]) => sum + plan.bytes, 0);
    for (const [index, [id, plan]] of own.entries()) {
      if (own.length - index < this.#limits.maxDownloadsKept && bytes <= this.#limits.maxDownloadBytes) return;
      await this.#delete(id, plan.owner);
      bytes -= plan.bytes;
    }
  }

  async #removeOld(): Promise<void> {
    const before = Date.now() - LIFETIME_MS;
    for (const [id, { owner, modifiedMs: at }] of this.#plans) if (at < before) await this.#delete(id, owner);
    // Partial files that a crash left behind.
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if ((await modifiedMs(path)) < before) await rm(path, { force: true });
    }
  }

  async #delete(id: string, owner: string): Promise<void> {
    this.#plans.delete(id);
    for (const ending of [planEnding(owner), 'sidecars']) await rm(this.#path(id, ending), { force: true });
  }

  async #bytesOf(id: string, owner: string): Promise<number> {
    const sizes = await Promise.all([planEnding(owner), 'sidecars'].map((ending) => sizeOfFile(this.#path(id, ending))));
    return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  #path(id: string, ending: string): string {
    return join(this.#folder, `${id}.${ending}`);
  }
}

const planEnding = (owner: string): string => (owner === '' ? 'json' : `${owner}.json`);

function modifiedMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
