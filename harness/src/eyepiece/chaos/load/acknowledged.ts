/** Everything that a hub or a camera service has acknowledged. */
import { Edits } from './edits.ts';

export class Acknowledged {
  /** SHA-256 by id. */
  readonly captures = new Map<string, string>();
  /** Captures that a client tried to trash: they may be gone. */
  readonly thrown = new Set<string>();
  /** Durable pictures by job. Pictures of jobs are never moved to the trash. */
  readonly jobs = new Map<string, number>();
  readonly edits = new Edits();

  /** Pictures. */
  get count(): number {
    return this.captures.size + [...this.jobs.values()].reduce((sum, done) => sum + done, 0);
  }
}
