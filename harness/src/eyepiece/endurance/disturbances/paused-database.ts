/** The database, whose processes can all be suspended. */
import { execFileSync } from 'node:child_process';
import { startPglite, type RunningDatabase } from '@eyepiece/host/database/pglite';
import { findPostgresBin, startRestartablePostgres } from '@eyepiece/host/database/postgres';
import { isAlive, resume, suspend } from '../../../system/processes/signals.ts';

export class PausedDatabase {
  readonly #database: RunningDatabase;
  readonly kind: string;
  #stopped: number[] = [];
  readonly #resume = (): void => this.resume();

  private constructor(database: RunningDatabase, kind: string) {
    this.#database = database;
    this.kind = kind;
  }

  /** PostgreSQL if it is installed, else PGlite with its data in the folder. */
  static async start(folder: string): Promise<PausedDatabase> {
    if (findPostgresBin() !== undefined) return new PausedDatabase(await startRestartablePostgres(), 'PostgreSQL');
    return new PausedDatabase(await startPglite({ dataDir: folder }), 'PGlite');
  }

  get url(): string {
    return this.#database.url;
  }

  get running(): boolean {
    return isAlive(this.#database.pid);
  }

  /** Suspends the process that creates others first, then its children. */
  pause(): void {
    process.once('exit', this.#resume);
    this.#stop(this.#database.pid);
    for (const pid of childrenOf(this.#database.pid)) this.#stop(pid);
  }

  /** May be called twice. */
  resume(): void {
    process.off('exit', this.#resume);
    for (const pid of this.#stopped.splice(0).toReversed()) resume(pid);
  }

  async close(): Promise<void> {
    this.resume();
    await this.#database.close();
  }

  #stop(pid: number): void {
    // A process of the database ends with its connection.
    if (suspend(pid)) this.#stopped.push(pid);
  }
}

function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number);
    return ppid === parent && pid !== undefined ? [pid] : [];
  });
}
