import { UNLIMITED_BYTES, type StorageUse } from '@eyepiece/shared-types';

/** `beyond`: free on the disk, but above the quota. `reserve`: free, but kept for the database. */
export type PartId = 'library' | 'trash' | 'others' | 'free' | 'beyond' | 'reserve';

interface SpacePart {
  readonly id: PartId;
  readonly bytes: number;
  /** Of the whole, 0 to 1. All parts together are 1. */
  readonly share: number;
}

type Use = Pick<StorageUse, 'freeBytes' | 'diskBytes' | 'diskFreeBytes' | 'reserveBytes' | 'bytes' | 'trash' | 'quotaBytes'>;

/**
 * What the disk is used for. Of a file store without a limit, what the quota is used for; empty without a quota too. Empty
 * parts are left out.
 */
export function spaceParts(use: Use): SpacePart[] {
  const sizes = use.diskBytes === UNLIMITED_BYTES ? quotaSizes(use) : diskSizes(use);
  const all = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  return sizes.filter(([, bytes]) => bytes > 0).map(([id, bytes]) => ({ id, bytes, share: bytes / all }));
}

function diskSizes({ freeBytes, diskBytes, diskFreeBytes, reserveBytes, bytes, trash }: Use): (readonly [PartId, number])[] {
  const free = Math.min(freeBytes, diskFreeBytes);
  // File systems that compress hold more than they have room for.
  const others = Math.max(0, diskBytes - diskFreeBytes - reserveBytes - bytes - trash.bytes);
  return [
    ['library', bytes],
    ['trash', trash.bytes],
    ['others', others],
    ['free', free],
    ['beyond', diskFreeBytes - free],
    ['reserve', reserveBytes],
  ];
}

function quotaSizes({ quotaBytes, bytes, trash }: Use): (readonly [PartId, number])[] {
  if (quotaBytes === null) return [];
  return [
    ['library', bytes],
    ['trash', trash.bytes],
    ['free', Math.max(0, quotaBytes - bytes - trash.bytes)],
  ];
}
