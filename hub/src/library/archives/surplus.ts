/** Which archives are deleted, so that one user cannot push out those of the others. */
import type { QueueLimits } from '../../process/limits/queue-limits.ts';
import type { ArchiveKind } from '../../persistence/entities/library/archive.ts';

export interface KeptLimits {
  /** Of one owner. */
  readonly maxKept: number;
  readonly maxBytes?: number;
  /** Of all owners. */
  readonly maxInAll?: number;
}

export type ArchiveLimits = Readonly<Record<ArchiveKind, KeptLimits>>;

export function archiveLimits({ maxDownloadsKept, maxDownloadBytes, maxExportsKept, maxExportsKeptInAll }: QueueLimits): ArchiveLimits {
  return {
    download: { maxKept: maxDownloadsKept, maxBytes: maxDownloadBytes },
    export: { maxKept: maxExportsKept, maxInAll: maxExportsKeptInAll },
  };
}

export interface KeptArchive {
  readonly id: string;
  readonly owner: string;
  readonly bytes: number;
}

/**
 * The owner's oldest archives that are above the limits. Above the limit for all owners, the oldest of the owner with the most.
 * @param kept oldest first
 * @param more archives that the owner is about to get
 */
export function surplus(kept: readonly KeptArchive[], owner: string, limits: KeptLimits, more: number): string[] {
  const removed = new Set<string>();
  const left = (): KeptArchive[] => kept.filter(({ id }) => !removed.has(id));
  const own = kept.filter((archive) => archive.owner === owner);
  let bytes = own.reduce((sum, archive) => sum + archive.bytes, 0);
  for (const [index, archive] of own.entries()) {
    const isNewest = index === own.length - 1 && more === 0;
    if (isNewest || (own.length - index + more <= limits.maxKept && bytes <= (limits.maxBytes ?? Infinity))) break;
    removed.add(archive.id);
    bytes -= archive.bytes;
  }
  for (let rest = left(); rest.length + more > (limits.maxInAll ?? Infinity); rest = left()) {
    const counts = new Map<string, number>();
    for (const archive of rest) counts.set(archive.owner, (counts.get(archive.owner) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const oldest = rest.find((archive) => counts.get(archive.owner) === most);
    if (oldest === undefined) break;
    removed.add(oldest.id);
  }
  return [...removed];
}
