/** The rows of shots. */
import type { ShotResult } from '@eyepiece/shared-types';
import { ShotEntity, type ShotRow } from '../entities/cameras/camera-group.ts';
import { isUniqueViolation } from '../orm/database-errors.ts';
import type { Database } from '../orm/orm.ts';

/** Answers are kept for as long. The captures of a shot stay, with their part of the answer. */
const KEPT_MS = 30 * 24 * 3600_000;

export class ShotRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns false if a shot has this id already */
  async begin(row: Omit<ShotRow, 'endedAt'>): Promise<boolean> {
    try {
      await this.#database.use(async (em) => {
        await em.nativeDelete(ShotEntity, { begunAt: { $lt: new Date(row.begunAt.getTime() - KEPT_MS) } });
        await em.insert(ShotEntity, { ...row, endedAt: null });
      });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  async end(id: string, results: readonly ShotResult[], endedAt: Date): Promise<void> {
    await this.#database.use((em) => em.nativeUpdate(ShotEntity, { id }, { results, endedAt }));
  }

  find(id: string): Promise<ShotRow | null> {
    return this.#database.use((em) => em.findOne(ShotEntity, { id }));
  }
}
