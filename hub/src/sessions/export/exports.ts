/** Exports of sessions: made once, then sent as often as somebody asks, in parts too, for a day or until the hub ends. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download } from '@eyepiece/shared-types';
import { notFound } from '../../errors.ts';
import { uniqueNames } from '../../zip/names.ts';
import { planZip, type ZipPlan } from '../../zip/zip.ts';
import type { Sessions } from '../service.ts';
import { bundle, type BundleParts } from './bundle.ts';

const LIFETIME_MS = 24 * 3_600_000;
/** Reports take disk space: the oldest go when there are more. */
const MAX_KEPT = 20;

interface Made {
  readonly sessionId: string;
  readonly plan: ZipPlan;
  readonly filename: string;
  readonly etag: string;
  readonly expiresAtMs: number;
}

export interface SessionExportsParts extends Omit<BundleParts, 'log'> {
  readonly sessions: Pick<Sessions, 'get' | 'log'>;
  readonly dataDir: string;
}

export class SessionExports {
  readonly #parts: SessionExportsParts;
  readonly #folder: string;
  readonly #made = new Map<string, Made>();
  /** One at a time: each may read thousands of thumbnails. */
  #making: Promise<unknown> = Promise.resolve();

  private constructor(parts: SessionExportsParts) {
    this.#parts = parts;
    this.#folder = join(parts.dataDir, 'exports');
  }

  /** Clears away what a hub that was killed has left. */
  static async open(parts: SessionExportsParts): Promise<SessionExports> {
    const exports = new SessionExports(parts);
    await rm(exports.#folder, { recursive: true, force: true });
    await mkdir(exports.#folder, { recursive: true });
    return exports;
  }

  /** Takes as long as the report takes to write. @throws {HubError} session_not_found, no_space */
  create(sessionId: string): Promise<Omit<Download, 'url'>> {
    const made = this.#making.then(() => this.#make(sessionId));
    this.#making = made.catch(() => undefined);
    return made;
  }

  /** @throws {HubError} not_found when there is none of this session, or its day is over */
  get(sessionId: string, id: string): Pick<Made, 'plan' | 'filename' | 'etag'> {
    const made = this.#made.get(id);
    if (made?.sessionId !== sessionId || made.expiresAtMs <= Date.now()) throw notFound('The export');
    return made;
  }

  async close(): Promise<void> {
    await this.#making;
    this.#made.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #make(sessionId: string): Promise<Omit<Download, 'url'>> {
    await this.#removeOld();
    const { sessions } = this.#parts;
    await sessions.log.flush(sessionId);
    const session = await sessions.get(sessionId);
    const id = randomUUID();
    const folder = join(this.#folder, id);
    const madeAt = new Date();
    await mkdir(folder);
    try {
      const { entries, missing } = await bundle({ ...this.#parts, log: sessions.log }, session, folder, madeAt);
      const plan = planZip(entries);
      const filename = filenameOf(session.title, session.startedAt);
      const expiresAtMs = madeAt.getTime() + LIFETIME_MS;
      this.#made.set(id, { sessionId, plan, filename, etag: `"${id}"`, expiresAtMs });
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { id, filename, files: entries.length, sizeBytes: plan.sizeBytes, missing: [...missing], expiresAt };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #removeOld(): Promise<void> {
    const over = this.#made.size - MAX_KEPT + 1;
    const old = [...this.#made].filter(([, { expiresAtMs }], index) => index < over || expiresAtMs <= Date.now());
    for (const [id] of old) {
      this.#made.delete(id);
      await rm(join(this.#folder, id), { recursive: true, force: true });
    }
  }
}

/** "Onion skin 2026-11-26.zip", with whatever letters the title has. */
function filenameOf(title: string, startedAt: string): string {
  const name = `${title.replaceAll(/[/\\]/g, '-')} ${startedAt.slice(0, 10)}.zip`;
  return uniqueNames([name])[0] ?? 'session.zip';
}
