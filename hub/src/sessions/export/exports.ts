/** Session exports: created once, then available for downloads, also in parts, for a day or until the hub stops. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download } from '@eyepiece/shared-types';
import { notFound } from '../../errors.ts';
import type { QueueLimits } from '../../process/limits/queue-limits.ts';
import { FairQueue } from '../../process/limits/queues/fair-queue.ts';
import type { Requester } from '../../process/limits/queues/rotation.ts';
import { uniqueNames } from '../../library/formats/zip/names.ts';
import { planZip, type ZipPlan } from '../../library/formats/zip/zip.ts';
import type { Sessions } from '../service.ts';
import { bundle, type BundleParts } from './bundle.ts';

const LIFETIME_MS = 24 * 3_600_000;

interface Made {
  readonly owner: string;
  readonly sessionId: string;
  readonly plan: ZipPlan;
  readonly filename: string;
  readonly etag: string;
  readonly expiresAtMs: number;
}

export interface SessionExportsParts extends Omit<BundleParts, 'log' | 'request'> {
  readonly sessions: Pick<Sessions, 'get' | 'log'>;
  readonly dataDir: string;
  readonly limits: QueueLimits;
  readonly onRefused?: () => void;
}

export class SessionExports {
  readonly #parts: SessionExportsParts;
  readonly #folder: string;
  /** Oldest first. */
  readonly #made = new Map<string, Made>();
  readonly #queue: FairQueue<'exports'>;

  private constructor(parts: SessionExportsParts) {
    this.#parts = parts;
    this.#folder = join(parts.dataDir, 'exports');
    const { maxExportsWaiting, partyFactor } = parts.limits;
    const lane = { name: 'exports', maxPerPerson: maxExportsWaiting, maxPerParty: maxExportsWaiting * partyFactor };
    // One at a time: each may read thousands of thumbnails.
    this.#queue = new FairQueue({ concurrency: 1, lanes: { exports: lane }, onRefused: parts.onRefused });
  }

  /** Deletes the exports of an earlier run. */
  static async open(parts: SessionExportsParts): Promise<SessionExports> {
    const exports = new SessionExports(parts);
    await rm(exports.#folder, { recursive: true, force: true });
    await mkdir(exports.#folder, { recursive: true });
    return exports;
  }

  /** Resolves when the report is written. @throws {HubError} session_not_found, no_space, rate_limited */
  create(sessionId: string, by: Requester, signal?: AbortSignal): Promise<Omit<Download, 'url'>> {
    return this.#queue.run((wanted) => this.#make(sessionId, by, wanted), { lane: 'exports', by, signal });
  }

  /** @throws {HubError} not_found when the session has no such export, or it has expired */
  get(sessionId: string, id: string): Pick<Made, 'plan' | 'filename' | 'etag'> {
    const made = this.#made.get(id);
    if (made?.sessionId !== sessionId || made.expiresAtMs <= Date.now()) throw notFound('The export');
    return made;
  }

  async close(): Promise<void> {
    await this.#queue.close();
    this.#made.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #make(sessionId: string, by: Requester, signal: AbortSignal): Promise<Omit<Download, 'url'>> {
    await this.#makeRoomFor(by.person);
    const { sessions } = this.#parts;
    await sessions.log.flush(sessionId);
    const session = await sessions.get(sessionId);
    const id = randomUUID();
    const folder = join(this.#folder, id);
    const madeAt = new Date();
    await mkdir(folder);
    try {
      const { entries, missing } = await bundle({ ...this.#parts, log: sessions.log, request: { by, signal } }, session, folder, madeAt);
      const plan = planZip(entries);
      const filename = filenameOf(session.title, session.startedAt);
      const expiresAtMs = madeAt.getTime() + LIFETIME_MS;
      this.#made.set(id, { owner: by.person, sessionId, plan, filename, etag: `"${id}"`, expiresAtMs });
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { id, filename, files: entries.length, sizeBytes: plan.sizeBytes, missing: [...missing], expiresAt };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Deletes the person's own oldest exports first. Above the total limit, deletes the oldest of the person with the most. */
  async #makeRoomFor(owner: string): Promise<void> {
    const { maxExportsKept, maxExportsKeptInAll } = this.#parts.limits;
    const all = (): [string, Made][] => [...this.#made];
    for (const [id, { expiresAtMs }] of all()) if (expiresAtMs <= Date.now()) await this.#forget(id);
    const own = all().filter(([, made]) => made.owner === owner);
    for (const [id] of own.slice(0, Math.max(0, own.length - maxExportsKept + 1))) await this.#forget(id);
    while (this.#made.size >= maxExportsKeptInAll) {
      const counts = new Map<string, number>();
      for (const made of this.#made.values()) counts.set(made.owner, (counts.get(made.owner) ?? 0) + 1);
      const most = Math.max(...counts.values());
      const [id = ''] = all().find(([, made]) => counts.get(made.owner) === most) ?? [];
      await this.#forget(id);
    }
  }

  async #forget(id: string): Promise<void> {
    this.#made.delete(id);
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }
}

/** For example "Onion skin 2026-11-26.zip". */
function filenameOf(title: string, startedAt: string): string {
  const name = `${title.replaceAll(/[/\\]/g, '-')} ${startedAt.slice(0, 10)}.zip`;
  return uniqueNames([name])[0] ?? 'session.zip';
}
