/** Everything that a hub or a camera service has acknowledged. */
import { Edits } from './edits.ts';
import { History } from './history.ts';

export class Acknowledged {
  /** SHA-256 by id. */
  readonly captures = new Map<string, string>();
  /** Captures that a client tried to trash: they may be gone. */
  readonly thrown = new Set<string>();
  /** Those for which a hub has acknowledged it. The load restores none. */
  readonly trashed = new Set<string>();
  /** Durable pictures by job. Pictures of jobs are never moved to the trash. */
  readonly jobs = new Map<string, number>();
  readonly edits = new Edits();
  readonly history: History;

  /** @param now milliseconds since the run began */
  constructor(now: () => number) {
    this.history = new History(now);
  }

  /** Pictures. */
  get count(): number {
    return this.captures.size + [...this.jobs.values()].reduce((sum, done) => sum + done, 0);
  }

  /** A capture was acknowledged, perhaps again. */
  capture(id: string, sha256: string, way: string): void {
    this.captures.set(id, sha256);
    this.history.note(id, `acknowledged (${way})`);
  }

  /** Call before the edit is sent. @returns a function to call when it is acknowledged */
  edit(id: string, notes: string): () => void {
    const ends = [this.edits.begin(id, notes), this.history.begin(id, JSON.stringify(notes))];
    return () => ends.forEach((end) => end());
  }

  /** The same for moving it to the trash. */
  trash(id: string): () => void {
    this.thrown.add(id);
    const end = this.history.beginTrash(id);
    return () => {
      this.trashed.add(id);
      end();
    };
  }
}
