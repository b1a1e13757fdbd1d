/** The disk of hub and camera services, which is filled and emptied. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TinyDisk } from '@eyepiece/host/tiny-disk';

const MB = 2 ** 20;
/** Reserve of the hub on its own disk, MB. */
const RESERVE_MB = 32;
/** Space for captures above the reserve on an ordinary disk, MB. */
const ROOM_MB = 512;
/** More than the space, so that the reserve is reached whatever else is written to the disk. */
const FILLER_MB = 2 * ROOM_MB;
const MOST_RESERVE_MB = 1_048_576;

export interface FillingDisk {
  readonly path: string;
  /** Description for the report. */
  readonly kind: string;
  /** DISK_RESERVE_MB of the hub. */
  readonly reserveMb: number;
  fill(): Promise<void> | void;
  empty(): Promise<void> | void;
  remove(): void;
}

/** A tmpfs if this process may mount one; else a folder on the disk of temporary files, with a reserve near its free space. */
export function fillingDisk(sizeMb: number): FillingDisk {
  const own = new TinyDisk(`${String(sizeMb)}m`);
  if (own.mounted) {
    return {
      path: own.path,
      kind: `a tmpfs of ${String(sizeMb)} MB without a free block`,
      reserveMb: RESERVE_MB,
      fill: () => own.fill(),
      empty: () => own.empty(),
      remove: () => own.remove(),
    };
  }
  own.remove();
  return sharedDisk();
}

/** @throws if the disk has too much or too little space */
function sharedDisk(): FillingDisk {
  const path = mkdtempSync(join(tmpdir(), 'eyepiece-disk-'));
  const { bavail, bsize } = statfsSync(path);
  const reserveMb = Math.floor((bavail * bsize) / MB) - ROOM_MB;
  if (reserveMb < FILLER_MB || reserveMb > MOST_RESERVE_MB) throw new Error(`${path}: without a tmpfs, between 2 GB and 1 TB must be free`);
  const filler = join(path, 'filler');
  return {
    path,
    kind: `a reserve of ${String(reserveMb)} MB that a file of ${String(FILLER_MB)} MB reaches`,
    reserveMb,
    fill: () => written(filler),
    empty: () => rm(filler, { force: true }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

async function written(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let block = 0; block < FILLER_MB; block += 1) await file.write(Buffer.alloc(MB, block & 0xff));
  } finally {
    await file.close();
  }
}
