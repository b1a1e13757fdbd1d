import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 10 * 1024 * 1024;
const KEPT_FILES = 3;

export interface LogFileOptions {
  readonly maxBytes?: number | undefined;
  /** Called when a line cannot be written, once until lines are written again. */
  readonly onFailure?: ((error: Error) => void) | undefined;
  /** Called when lines are written again, with the number of lines that are missing. */
  readonly onResume?: ((lostLines: number) => void) | undefined;
}

/**
 * A log of bounded size: a new start or a full file moves the older ones to `.1`, `.2`, `.3`.
 *
 * A failing disk never throws from here. Lines that cannot be written are counted and dropped, every later line tries
 * again, and the first that succeeds is preceded by the count.
 */
export class LogFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #options: LogFileOptions;
  #descriptor: number | undefined;
  #bytes = 0;
  #lostLines = 0;
  #failing = false;
  #closed = false;

  constructor(path: string, options: LogFileOptions = {}) {
    this.#path = path;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#options = options;
    try {
      this.#rotate();
    } catch (error) {
      this.#failed(error);
    }
  }

  writeLine(line: string): void {
    if (this.#closed) return;
    try {
      this.#write(Buffer.from(`${this.#lossNotice()}${line}\n`));
    } catch (error) {
      this.#failed(error);
      this.#lostLines += 1;
      return;
    }
    if (this.#failing) {
      this.#options.onResume?.(this.#lostLines);
      this.#failing = false;
    }
    this.#lostLines = 0;
  }

  close(): void {
    this.#closed = true;
    this.#closeDescriptor();
  }

  #failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    this.#options.onFailure?.(error instanceof Error ? error : new Error(String(error)));
  }

  #lossNotice(): string {
    if (this.#lostLines === 0) return '';
    const message = `${this.#lostLines} lines before this one could not be written`;
    return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), msg: message })}\n`;
  }

  /** Appends all of the bytes or none. @throws when the file system refuses */
  #write(bytes: Buffer): void {
    if (this.#descriptor === undefined || (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes)) this.#rotate();
    const descriptor = this.#descriptor;
    if (descriptor === undefined) throw new Error(`${this.#path} is not open`);
    try {
      // A nearly full disk takes a part of the bytes; the next call then says why.
      for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    } catch (error) {
      ftruncateSync(descriptor, this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  #closeDescriptor(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor !== undefined) closeSync(descriptor);
  }

  /** Opens an empty file. A call that fails may be repeated: it moves no older file twice. */
  #rotate(): void {
    this.#closeDescriptor();
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    if (existsSync(this.#path)) this.#moveOlderFiles();
    this.#descriptor = openSync(this.#path, 'a', 0o600);
    this.#bytes = 0;
  }

  #moveOlderFiles(): void {
    rmSync(`${this.#path}.${KEPT_FILES}`, { force: true });
    for (let number = KEPT_FILES - 1; number >= 0; number--) {
      const from = number === 0 ? this.#path : `${this.#path}.${number}`;
      if (existsSync(from)) renameSync(from, `${this.#path}.${number + 1}`);
    }
  }
}
