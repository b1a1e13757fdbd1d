/** The disk that hub and camera services write to: it fills and is emptied again. */
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TinyDisk } from '@eyepiece/host/tiny-disk';

const MB = 2 ** 20;
/** What the hub leaves free on a disk of its own, MB. */
const RESERVE_MB = 32;
/** Room for captures between the beginning and the reserve of an ordinary disk, MB. */
const ROOM_MB = 512;
/** More than the room: whatever else is written to that disk meanwhile, the reserve is reached. */
const FILLER_MB = 2 * ROOM_MB;
const MOST_RESERVE_MB = 1_048_576;

export interface FillingDisk {
  readonly path: string;
  /** What was used, for people. */
  readonly kind: string;
  /** DISK_RESERVE_MB of the hub. */
  readonly reserveMb: number;
  fill(): Promise<void> | void;
  empty(): Promise<void> | void;
  remove(): void;
}

/** A tmpfs where this process may mount one; else a folder on the disk of the temporary files, and a reserve near what is free. */
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

/** @throws when it has too much or too little room */
function sharedDisk(): FillingDisk {
  const path = mkdtempSync(join(tmpdir(), 'eyepiece-disk-'));
  const { bavail, bsize } = statfsSync(path);
  const reserveMb = Math.floor((bavail * bsize) / MB) - ROOM_MB;
  if (reserveMb < FILLER_MB || reserveMb > MOST_RESERVE_MB)
    throw new Error(`${path}: between 2 GB and 1 TB have to be free where no tmpfs can be mounted`);
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
