import { statfs } from 'node:fs/promises';
import { HubError } from '../errors.ts';

interface DiskReserveParts {
  /** Where the database and everything else of the hub lies. */
  readonly folder: string;
  /** Left free by whatever clients make the hub keep. */
  readonly reserveBytes: number;
  readonly onRefused?: (() => void) | undefined;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** How long a measurement holds, ms: a flood of writes is not a flood of measurements. */
const FRESH_MS = 1000;

/** A database on a full disk loses more than one note: writes are refused before that. Reading, deleting and signing in go on. */
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
    const message = `The disk of the hub has ${mebibytes(freeBytes)} left; ${mebibytes(reserveBytes)} are kept for the database. Delete captures or make room`;
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
