import { statfs } from 'node:fs/promises';
import { HubError } from '../../errors.ts';

interface DiskReserveParts {
  /** A folder on the disk of the database and the library. */
  readonly folder: string;
  /** Space that data stored by clients leaves free. */
  readonly reserveBytes: number;
  readonly onRefused?: (() => void) | undefined;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Lifetime of a measurement, ms, so that a flood of writes does not measure for each one. */
const FRESH_MS = 1000;

/** Refuses writes before the disk is full, which would stop the database. Reading, deleting and signing in continue. */
export class DiskReserve {
  readonly #parts: DiskReserveParts;
  #measured: { readonly atMs: number; readonly freeBytes: Promise<number> } | undefined;

  constructor(parts: DiskReserveParts) {
    this.#parts = parts;
  }

  /** @throws {HubError} no_space */
  async assertRoom(): Promise<void> {
    const { reserveBytes, onRefused } = this.#parts;
    const freeBytes = await this.#freeBytes();
    if (freeBytes >= reserveBytes) return;
    onRefused?.();
    const message = `The disk of the hub has ${mebibytes(freeBytes)} left; ${mebibytes(reserveBytes)} are reserved for the database. Delete captures or free space`;
    throw new HubError('no_space', message);
  }

  #freeBytes(): Promise<number> {
    const nowMs = performance.now();
    if (this.#measured === undefined || nowMs - this.#measured.atMs > FRESH_MS) {
      const { folder, freeBytes = freeBytesOf } = this.#parts;
      this.#measured = { atMs: nowMs, freeBytes: freeBytes(folder) };
    }
    return this.#measured.freeBytes;
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const mebibytes = (bytes: number): string => `${String(Math.floor(bytes / 2 ** 20))} MB`;
