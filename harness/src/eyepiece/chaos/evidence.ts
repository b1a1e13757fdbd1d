/** The folder of a run: the logs of its services and, after a breach, a backup of the library. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogLine } from '../../system/processes/service-process.ts';

export class Evidence {
  readonly folder: string;
  readonly #logs = new Map<string, WriteStream>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Evidence> {
    return new Evidence(await mkdtemp(join(tmpdir(), 'eyepiece-chaos-run-')));
  }

  /** Where a backup of the library goes. */
  get library(): string {
    return join(this.folder, 'library');
  }

  /** Writes the log of the named service, over all its runs. */
  logOf(name: string): (line: LogLine) => void {
    const log = createWriteStream(join(this.folder, `${name}.jsonl`), { flags: 'a' });
    log.on('error', () => undefined); // a full disk must not end the run
    this.#logs.set(name, log);
    return (line) => void log.write(`${JSON.stringify(line)}\n`);
  }

  /** Call it when all services have ended. Deletes the folder unless it is kept. */
  async close(isKept: boolean): Promise<void> {
    for (const log of this.#logs.values()) {
      log.end();
      if (!log.closed) await once(log, 'close').catch(() => undefined);
    }
    this.#logs.clear();
    if (!isKept) await rm(this.folder, { recursive: true, force: true });
  }
}
