/** Edits whose commit had no answer. Whether they were made is known once the database answers again. */
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { HubError } from '../../../errors.ts';
import { CaptureEntity, type CaptureRow } from '../../../persistence/entities/library/capture.ts';
import type { Database } from '../../../persistence/orm/orm.ts';

interface Unanswered {
  /** The row's count of edits once this one is made. */
  readonly edits: number;
  readonly isTrash: boolean;
}

export interface SettledEdits {
  readonly updated: CaptureRow[];
  readonly deleted: CaptureRow[];
}

export class UnansweredEdits {
  readonly #database: Database;
  /** By id of the capture. */
  #edits = new Map<string, Unanswered>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Runs a transaction. Keeps its changed rows when it is complete but the answer to the commit is lost.
   * @param changed the rows that the result has changed
   */
  async transaction<T>(
    work: (em: SqlEntityManager) => Promise<T>,
    changed: (result: T) => readonly CaptureRow[],
    isTrash: boolean,
  ): Promise<T> {
    let complete: readonly CaptureRow[] = [];
    try {
      return await this.#database.transaction(async (em) => {
        const result = await work(em);
        complete = changed(result);
        return result;
      });
    } catch (error) {
      if (isAway(error)) for (const { id, edits } of complete) this.#edits.set(id, { edits, isTrash });
      throw error;
    }
  }

  /** The captures whose edits were made, as they are now. Each is returned once. @throws {HubError} database_unavailable */
  async settle(): Promise<SettledEdits> {
    const settled: SettledEdits = { updated: [], deleted: [] };
    const asked = this.#edits;
    if (asked.size === 0) return settled;
    this.#edits = new Map();
    try {
      const rows = await this.#database.use((em) => em.find(CaptureEntity, { id: { $in: [...asked.keys()] } }));
      for (const row of rows) {
        const edit = asked.get(row.id);
        if (edit === undefined || row.edits < edit.edits) continue;
        (edit.isTrash && row.deletedAt !== null ? settled.deleted : settled.updated).push(row);
      }
      return settled;
    } catch (error) {
      this.#edits = new Map([...asked, ...this.#edits]);
      throw error;
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof HubError && error.code === 'database_unavailable';
}
