/** Tells the hubs which parts do not start or end again and again, in a file of their data folders. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILING_PARTS_FILE } from '@eyepiece/shared-types/operations';
import type { FailingPart } from '@eyepiece/shared-types/operations';

/** A part that ran this long is well again. */
const HEALTHY_MS = 30_000;
const REASON_CHARS = 2000;

export class FailingParts {
  readonly #folders: readonly string[];
  readonly #healthyMs: number;
  readonly #parts = new Map<string, FailingPart>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param folders the data folders of the hubs */
  constructor(folders: readonly string[], healthyMs = HEALTHY_MS) {
    this.#folders = folders;
    this.#healthyMs = healthyMs;
    this.#write();
  }

  failed(name: string, reason: string): void {
    clearTimeout(this.#timers.get(name));
    const { failures = 0, since = new Date().toISOString() } = this.#parts.get(name) ?? {};
    this.#parts.set(name, { name, failures: failures + 1, since, reason: reason.slice(0, REASON_CHARS) });
    this.#write();
  }

  up(name: string): void {
    if (!this.#parts.has(name)) return;
    clearTimeout(this.#timers.get(name));
    const heal = (): void => {
      this.#parts.delete(name);
      this.#write();
    };
    this.#timers.set(name, setTimeout(heal, this.#healthyMs));
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#parts.clear();
    this.#write();
  }

  #write(): void {
    for (const folder of this.#folders) {
      const path = join(folder, FAILING_PARTS_FILE);
      try {
        if (this.#parts.size === 0) rmSync(path, { force: true });
        else {
          writeFileSync(`${path}.new`, JSON.stringify({ parts: [...this.#parts.values()] }), { mode: 0o600 });
          renameSync(`${path}.new`, path);
        }
      } catch {
        // A full disk, or a further hub whose folder does not exist yet. The console says the same.
      }
    }
  }
}
