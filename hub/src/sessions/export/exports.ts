/** Exports of sessions: made once, then available at every hub for downloads, also in parts, for a day. */
import type { Download } from '@eyepiece/shared-types';
import type { ArchivePlans, PlannedArchive } from '../../library/archives/archive-plans.ts';
import { uniqueNames } from '../../library/formats/zip/names.ts';
import type { QueueLimits } from '../../process/limits/queue-limits.ts';
import { FairQueue } from '../../process/limits/queues/fair-queue.ts';
import type { Requester } from '../../process/limits/queues/rotation.ts';
import type { Sessions } from '../service.ts';
import { bundle, type BundleParts } from './bundle.ts';

export interface SessionExportsParts extends Omit<BundleParts, 'log' | 'request'> {
  readonly sessions: Pick<Sessions, 'get' | 'log'>;
  readonly archivePlans: ArchivePlans;
  readonly limits: QueueLimits;
  /** With several hubs: writes what the others still hold of the log. */
  readonly flushElsewhere?: ((sessionId: string) => Promise<void>) | undefined;
  readonly onRefused?: () => void;
}

export class SessionExports {
  readonly #parts: SessionExportsParts;
  readonly #queue: FairQueue<'exports'>;

  constructor(parts: SessionExportsParts) {
    this.#parts = parts;
    const { maxExportsWaiting, partyFactor } = parts.limits;
    const lane = { name: 'exports', maxPerPerson: maxExportsWaiting, maxPerParty: maxExportsWaiting * partyFactor };
    // One at a time: each may read thousands of thumbnails.
    this.#queue = new FairQueue({ concurrency: 1, lanes: { exports: lane }, onRefused: parts.onRefused });
  }

  /** Resolves when the report is written. @throws {HubError} session_not_found, no_space, rate_limited */
  create(sessionId: string, by: Requester, signal?: AbortSignal): Promise<Omit<Download, 'url'>> {
    return this.#queue.run((wanted) => this.#make(sessionId, by, wanted), { lane: 'exports', by, signal });
  }

  /** @throws {HubError} not_found when the session has no such export, or it has expired */
  get(sessionId: string, id: string): Promise<PlannedArchive> {
    return this.#parts.archivePlans.get('export', id, sessionId);
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  async #make(sessionId: string, by: Requester, signal: AbortSignal): Promise<Omit<Download, 'url'>> {
    const { sessions, archivePlans, flushElsewhere } = this.#parts;
    await Promise.all([sessions.log.flush(sessionId), flushElsewhere?.(sessionId)]);
    const session = await sessions.get(sessionId);
    let missing: readonly string[] = [];
    const made = await archivePlans.make({ kind: 'export', owner: by.person, sessionId }, async (folder) => {
      const found = await bundle({ ...this.#parts, log: sessions.log, request: { by, signal } }, session, folder, new Date());
      missing = found.missing;
      return { filename: filenameOf(session.title, session.startedAt), files: found.files };
    });
    const { id, filename, plan, expiresAt } = made;
    return { id, filename, files: plan.names.length, sizeBytes: plan.sizeBytes, missing: [...missing], expiresAt: expiresAt.toISOString() };
  }
}

/** For example "Onion skin 2026-11-26.zip". */
function filenameOf(title: string, startedAt: string): string {
  const name = `${title.replaceAll(/[/\\]/g, '-')} ${startedAt.slice(0, 10)}.zip`;
  return uniqueNames([name])[0] ?? 'session.zip';
}
